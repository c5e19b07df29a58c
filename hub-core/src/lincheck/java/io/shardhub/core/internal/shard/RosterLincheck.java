package io.shardhub.core.internal.shard;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.core.testing.Linearizability;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Places are taken and given back by many threads: never one too many, and never one refused that is free. */
public class RosterLincheck {

    private static final HubClient CLIENT = BlankClient.of("c");
    private static final CloseReason BYE = CloseReason.of(CloseCode.NORMAL, "bye");

    private final Roster roster = new Roster("r", 2);

    @Operation
    public boolean takePlace() {
        return roster.takePlace();
    }

    @Operation
    public void leave() {
        roster.leave(CLIENT, BYE);
    }

    @Operation
    public boolean hasPlace() {
        return roster.hasPlace();
    }

    @Test
    void placesAreExact() {
        Linearizability.check(getClass());
    }
}
