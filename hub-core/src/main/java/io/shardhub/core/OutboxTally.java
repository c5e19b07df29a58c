package io.shardhub.core;

import io.shardhub.snapshot.InboundSnapshot;
import io.shardhub.snapshot.QueueSnapshot;
import io.shardhub.snapshot.QueueSnapshot.Depth;
import io.shardhub.snapshot.ShardSnapshot;
import io.shardhub.snapshot.ShardSnapshot.Waits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Counts how full outboxes are. */
final class OutboxTally {

    private static final String[] NAMES = {"0", "1-9", "10-99", "100-999", "1000+"};

    private final int[] clients = new int[NAMES.length];
    private long waiting;
    private int deepest;

    /** One more outbox, with so many messages. */
    void count(int messages) {
        int bucket = messages == 0 ? 0 : Math.min(NAMES.length - 1, 1 + (int) Math.log10(messages));
        clients[bucket]++;
        waiting += messages;
        deepest = Math.max(deepest, messages);
    }

    /** The queues of a hub with these shards. */
    QueueSnapshot queues(List<ShardSnapshot> shards, InboundSnapshot inbound) {
        Map<String, Integer> depths = new LinkedHashMap<>();
        for (int i = 0; i < NAMES.length; i++) {
            depths.put(NAMES[i], clients[i]);
        }
        long mailboxes = shards.stream().mapToLong(ShardSnapshot::mailbox).sum();
        long fullest = shards.stream().mapToLong(ShardSnapshot::mailbox).max().orElse(0);
        long lane = inbound.queued().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        return new QueueSnapshot(
                new Depth(mailboxes, fullest, oldest(shards, Waits::mailbox)),
                new Depth(inbound.waiting(), lane, inbound.oldestWait()),
                new Depth(waiting, deepest, oldest(shards, Waits::outboxes)),
                depths);
    }

    private static Duration oldest(List<ShardSnapshot> shards, Function<Waits, Duration> part) {
        return shards.stream()
                .map(shard -> part.apply(shard.waits()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
