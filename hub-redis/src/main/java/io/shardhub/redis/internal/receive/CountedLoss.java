package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Loss;
import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.wire.Envelope;
import java.util.Map;

/** What an outage took is lost, and counted. */
final class CountedLoss implements Recovery {

    private final Reception reception;
    private final Accounts accounts;
    private final Subscriptions subscriptions;
    private boolean broken;

    CountedLoss(Reception reception, Accounts accounts, Subscriptions subscriptions) {
        this.reception = reception;
        this.accounts = accounts;
        this.subscriptions = subscriptions;
    }

    @Override
    public void broken(Map<Long, Target> listening) {
        broken = true;
        reception.origins().all().forEach(origin -> accounts.openFrom(origin, Loss.Cause.OUTAGE, listening));
    }

    @Override
    public void restored() {
        broken = false;
        accounts.askAll();
    }

    @Override
    public void received(byte[] content) {
        Envelope envelope = reception.read(content, 0);
        Origin origin = envelope == null ? null : reception.origin(envelope);
        if (envelope != null && origin != null) {
            if (broken
                    && !accounts.isOpenFrom(
                            origin)) { // heard for the first time, by the first subscriptions that are back
                accounts.openFrom(origin, Loss.Cause.OUTAGE, subscriptions.listening());
            }
            reception.take(origin, envelope);
        }
    }
}
