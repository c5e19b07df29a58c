package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.wire.Envelope;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What an outage took is lost, and counted. */
final class CountedLoss implements Recovery {

    private final Reception reception;
    private final Accounts accounts;
    private final Supplier<Set<Long>> alive;

    CountedLoss(Reception reception, Accounts accounts, Supplier<Set<Long>> alive) {
        this.reception = reception;
        this.accounts = accounts;
        this.alive = alive;
    }

    @Override
    public void broken(Map<Long, Target> listening) {
        Set<Long> living = alive.get();
        reception.origins().all().stream()
                .filter(origin -> living.contains(origin.epoch))
                .forEach(origin -> accounts.openFrom(origin, listening));
    }

    @Override
    public void restored() {
        accounts.askAll();
    }

    @Override
    public void received(byte[] content) {
        Envelope envelope = reception.read(content, 0);
        Origin origin = envelope == null ? null : reception.origin(envelope);
        if (envelope != null && origin != null) {
            reception.take(origin, envelope);
        }
    }
}
