package io.shardhub.core.internal.admission;

import io.shardhub.core.testing.Linearizability;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.AdmissionOptions;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Tokens are taken by many threads while no time passes: as many as there are, to the last one. */
public class AdmissionLincheck {

    private final Admission admission =
            new Admission(new AdmissionOptions(10, 3, Duration.ofSeconds(1)), new StillRuntime());

    @Operation
    public boolean takeTokenAsNew() {
        return admission.takeToken(false);
    }

    @Operation
    public boolean takeTokenReturning() {
        return admission.takeToken(true);
    }

    @Operation
    public boolean hasTokenAsNew() {
        return admission.hasToken(false);
    }

    @Operation
    public boolean hasTokenReturning() {
        return admission.hasToken(true);
    }

    @Test
    void tokensAreExact() {
        Linearizability.check(getClass());
    }
}
