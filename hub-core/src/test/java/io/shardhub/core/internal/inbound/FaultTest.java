package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.snapshot.InboundSnapshot;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FaultTest {

    @Test
    void causesAreThoseThatSnapshotsPromise() {
        assertThat(Arrays.stream(Fault.values()).map(Fault::cause))
                .containsExactlyInAnyOrderElementsOf(InboundSnapshot.FAULTS);
    }
}
