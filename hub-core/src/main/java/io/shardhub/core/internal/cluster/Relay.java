package io.shardhub.core.internal.cluster;

import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.SendResult;
import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Target;
import io.shardhub.core.internal.shard.Switchboard;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** Passes messages for clients between the shards of this node and the bus, and everything else to somebody who knows. */
@AnyThread
public final class Relay {

    private final ClusterBus bus;
    private final Switchboard switchboard;
    private final LongAdder refusedHere = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder malformed = new LongAdder();

    Relay(ClusterBus bus, Switchboard switchboard) {
        this.bus = bus;
        this.switchboard = switchboard;
    }

    // ---- to other nodes: what happened here is known already ----

    /** A message for everybody. */
    public PublishResult broadcast(Message message, PublishResult here) {
        return publish(new Target.All(), message, here);
    }

    /** A message for a user. */
    public PublishResult sendToUser(String userId, Message message, PublishResult here) {
        return publish(new Target.User(userId), message, here);
    }

    /** A message for the takers of a topic. */
    public PublishResult publish(String topic, Message message, PublishResult here) {
        return publish(new Target.Topic(topic), message, here);
    }

    private PublishResult publish(Target target, Message message, PublishResult here) {
        String payload = ParcelCodec.encode(new Parcel.Delivery(message));
        return here.withOthers(bus.publish(target, message.priority(), payload));
    }

    /** Says something to hubs. */
    SendResult say(Target target, Parcel parcel) {
        return bus.publish(target, Priority.CRITICAL, ParcelCodec.encode(parcel));
    }

    // ---- from other nodes: the thread of the bus ----

    /** Delivers what is for clients; hands on the rest, with its origin. */
    void received(ClusterMessage message, BiConsumer<String, Parcel> others) {
        Parcel parcel;
        try {
            parcel = ParcelCodec.decode(message.payload(), message.priority());
        } catch (IllegalArgumentException e) {
            malformed.increment();
            return;
        }
        if (parcel == null) {
            unknown.increment();
        } else if (parcel instanceof Parcel.Delivery delivery) {
            refusedHere.add(deliver(message.target(), delivery.message()).refused());
        } else {
            others.accept(message.origin(), parcel);
        }
    }

    private PublishResult deliver(Target target, Message message) {
        if (target instanceof Target.Topic topic) {
            return switchboard.publish(topic.topic(), message);
        } else if (target instanceof Target.User user) {
            return switchboard.sendToUser(user.userId(), message);
        }
        return switchboard.broadcast(message);
    }

    long refusedHere() {
        return refusedHere.sum();
    }

    long unknown() {
        return unknown.sum();
    }

    long malformed() {
        return malformed.sum();
    }
}
