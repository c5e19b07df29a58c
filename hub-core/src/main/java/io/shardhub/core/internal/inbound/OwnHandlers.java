package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.Request;
import io.shardhub.SendResult;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The library's own message types: a client subscribes and unsubscribes by its own wish. */
final class OwnHandlers {

    private OwnHandlers() {}

    /** What both messages carry. */
    static final class TopicWish {
        @Nullable
        String topic;
    }

    static void addTo(HandlerRegistry handlers, Dispatcher dispatcher) {
        handlers.addOwn("subscribe", TopicWish.class, request -> {
            String topic = topicOf(request);
            if (topic == null) {
                return;
            }
            if (dispatcher.topicRule().maySubscribe(request.client(), topic)) {
                answer(request, topic, Client::subscribe);
            } else {
                dispatcher.tally().fault("forbidden");
                request.fail("forbidden", "this topic is not allowed to you");
            }
        });
        handlers.addOwn("unsubscribe", TopicWish.class, request -> {
            String topic = topicOf(request);
            if (topic != null) {
                answer(request, topic, Client::unsubscribe);
            }
        });
    }

    private static @Nullable String topicOf(Request<TopicWish> request) {
        TopicWish wish = request.data();
        String topic = wish == null ? null : wish.topic;
        if (topic == null || topic.isEmpty() || topic.length() > 256) {
            request.fail("bad_data", "topic: " + topic + " (expected: a string of 1 to 256 chars)");
            return null;
        }
        return topic;
    }

    private static void answer(
            Request<TopicWish> request, String topic, BiFunction<Client, String, SendResult> change) {
        if (change.apply(request.client(), topic) == SendResult.REFUSED) {
            request.fail("overloaded", "try again later");
        } else {
            request.reply(null);
        }
    }
}
