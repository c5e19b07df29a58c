package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Loss;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.LogId;
import java.util.ArrayList;
import java.util.List;

/** What an outage took is lost, and counted. */
final class CountedLoss implements Recovery {

    private final Reception reception;
    private final Accounts accounts;
    private final Subscriptions subscriptions;
    private final List<Subscription> confirmed = new ArrayList<>(); // during the outage
    private boolean broken;

    CountedLoss(Reception reception, Accounts accounts, Subscriptions subscriptions) {
        this.reception = reception;
        this.accounts = accounts;
        this.subscriptions = subscriptions;
    }

    @Override
    public void broken() {
        broken = true;
        confirmed.clear();
        reception.origins().all().forEach(origin -> accounts.openFrom(origin, Loss.Cause.OUTAGE));
    }

    @Override
    public void confirmed(Subscription subscription) {
        confirmed.add(subscription);
        if (!broken) {
            takeEffect();
        }
    }

    private void takeEffect() {
        confirmed.forEach(subscription -> subscription.takeEffect(LogId.START));
        confirmed.clear();
    }

    @Override
    public void restored() {
        broken = false;
        takeEffect();
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
                accounts.openFrom(origin, Loss.Cause.OUTAGE);
            }
            reception.take(origin, envelope, subscriptions.wants(envelope.target()));
        }
    }
}
