package io.shardhub.core.internal.shard;

import io.shardhub.core.testing.Linearizability;
import java.util.Arrays;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Takers are counted, discounted and moved by many threads, and found by others: also in the middle of a move, once. */
@Param(name = "shard", gen = IntGen.class, conf = "0:1")
public class TakerIndexLincheck {

    private final TakerIndex index = new TakerIndex();

    @Operation
    public void add(@Param(name = "shard") int shard) {
        index.add("name", shard);
    }

    /** Throws if that shard has no taker and another has, as it would in one thread. */
    @Operation
    public void remove(@Param(name = "shard") int shard) {
        index.remove("name", shard);
    }

    /** Does nothing if the name has no takers at all, and throws as {@link #remove} does. */
    @Operation
    public void move(@Param(name = "shard") int from) {
        index.move("name", from, 1 - from, 1);
    }

    @Operation
    public int count(@Param(name = "shard") int shard) {
        return index.count("name", shard);
    }

    @Operation
    public String takersOf() {
        return Arrays.toString(index.takersOf("name"));
    }

    @Test
    void countsAreExact() {
        Linearizability.check(getClass());
    }
}
