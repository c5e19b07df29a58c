package io.shardhub.core.internal.inbound;

import com.google.gson.JsonElement;
import io.shardhub.Client;
import io.shardhub.Message;
import io.shardhub.PublishResult;
import io.shardhub.Request;
import io.shardhub.SendResult;
import io.shardhub.protocol.ProtocolException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The library's own message types: a client says what it can, looks at the hub, subscribes, unsubscribes and publishes by its own wish. */
final class OwnHandlers {

    private OwnHandlers() {}

    /** What both messages carry. */
    static final class TopicWish {
        @Nullable
        String topic;
    }

    /** What a peer says of itself; it may say so again. */
    static final class Hello {
        boolean batch;
    }

    /** A message for the takers of a topic. */
    static final class Publication {
        @Nullable
        String topic;

        @Nullable
        String type;

        @Nullable
        JsonElement data;
    }

    static void addTo(HandlerRegistry handlers, Dispatcher dispatcher, BiFunction<String, Message, PublishResult> hub) {
        handlers.addOwn("publish", Publication.class, request -> publish(request, dispatcher, hub));
        int maxTopics =
                dispatcher.options().limits().topics(); // of its own wish; what the application does is its business
        handlers.addOwn("subscribe", TopicWish.class, request -> {
            String topic = topicOf(request);
            if (!dispatcher.topicRule().maySubscribe(request.client(), topic)) {
                throw new ProtocolException(null, "forbidden", "this topic is not allowed to you");
            }
            if (request.client().topicCount() >= maxTopics) {
                request.fail("too_many_topics", "at most " + maxTopics + " topics");
                return;
            }
            answer(request, topic, Client::subscribe);
        });
        handlers.addOwn("hello", Hello.class, request -> {
            Hello hello = request.data();
            request.client().batch(hello != null && hello.batch);
            request.reply(null);
        });
        handlers.addOwn("metrics", Object.class, request -> {
            if (!dispatcher.metricsDesk().rule().test(request.client())) {
                throw new ProtocolException(null, "forbidden", "measurements are not for you");
            }
            sendMetrics(request, dispatcher);
        });
        handlers.addOwn("unsubscribe", TopicWish.class, request -> {
            answer(request, topicOf(request), Client::unsubscribe);
        });
    }

    /* JSON already, which a reply of data would put into quotes. */
    private static void sendMetrics(Request<Object> request, Dispatcher dispatcher) {
        String json = dispatcher.metricsDesk().json().get();
        request.defer();
        request.client()
                .send(request.id()
                        .map(id -> dispatcher.protocol().reply(id, json))
                        .orElseGet(() -> Message.of("hub.metrics", json)));
    }

    private static void publish(
            Request<Publication> request, Dispatcher dispatcher, BiFunction<String, Message, PublishResult> hub)
            throws ProtocolException {
        Publication given = request.data();
        Publication publication = given == null ? new Publication() : given;
        String topic = checked(publication.topic);
        String type = publication.type;
        if (type == null || type.isEmpty() || type.startsWith("hub.")) {
            throw new ProtocolException(null, "bad_data", "type: expected a string that does not begin with hub.");
        }
        if (!dispatcher.topicRule().mayPublish(request.client(), topic)) {
            throw new ProtocolException(null, "forbidden", "to publish there is not allowed to you");
        }
        JsonElement data = publication.data;
        PublishResult result = hub.apply(topic, Message.of(type, data == null ? null : data.toString()));
        if (!result.isComplete()) {
            request.fail("overloaded", "try again later");
        } else {
            request.reply(null);
        }
    }

    private static String topicOf(Request<TopicWish> request) throws ProtocolException {
        TopicWish wish = request.data();
        return checked(wish == null ? null : wish.topic);
    }

    private static String checked(@Nullable String topic) throws ProtocolException {
        if (topic == null || topic.isEmpty() || topic.length() > Client.MAX_TOPIC_LENGTH) {
            throw new ProtocolException(
                    null, "bad_data", "topic: expected a string of 1 to " + Client.MAX_TOPIC_LENGTH + " chars");
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
