package io.shardhub.core.internal.shard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is in a shard: everybody, by user, and by topic. Owner only. */
final class ClientSet {

    private final TakerIndex userIndex;
    private final TakerIndex topicIndex;
    private final int shard;
    private final Members everybody = new Members();
    private final Map<String, List<HubClient>> users = new HashMap<>();
    private final Map<String, Topic> topics = new HashMap<>();

    ClientSet(ShardContext.Indexes indexes, int shard) {
        this.userIndex = indexes.users();
        this.topicIndex = indexes.topics();
        this.shard = shard;
    }

    Members everybody() {
        return everybody;
    }

    List<HubClient> ofUser(String userId) {
        return users.getOrDefault(userId, List.of());
    }

    @Nullable
    Topic topic(String name) {
        return topics.get(name);
    }

    void add(HubClient client) {
        everybody.add(client);
        users.computeIfAbsent(client.userId(), user -> new ArrayList<>(1)).add(client);
    }

    void remove(HubClient client) {
        everybody.remove(client);
        List<HubClient> devices = users.get(client.userId());
        if (devices != null && devices.remove(client) && devices.isEmpty()) {
            users.remove(client.userId());
        }
        userIndex.remove(client.userId(), shard);
        if (client.hasTopics()) {
            client.subscriptions().values().forEach(this::leave);
            client.subscriptions().clear();
        }
    }

    void subscribe(HubClient client, String name) {
        if (client.subscriptions().containsKey(name)) {
            topicIndex.remove(name, shard); // counted once already
            return;
        }
        Topic topic = topics.computeIfAbsent(name, Topic::new);
        Subscription subscription = new Subscription(client, topic);
        topic.add(subscription);
        client.subscriptions().put(topic.name, subscription);
    }

    void unsubscribe(HubClient client, String name) {
        Subscription subscription = client.subscriptions().remove(name);
        if (subscription != null) {
            leave(subscription);
        }
    }

    private void leave(Subscription subscription) {
        Topic topic = subscription.topic;
        topic.remove(subscription);
        if (topic.size() == 0) {
            topics.remove(topic.name);
        }
        topicIndex.remove(topic.name, shard);
    }
}
