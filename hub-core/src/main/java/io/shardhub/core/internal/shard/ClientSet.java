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

    /** Takes in a client that comes from another shard, with its topics; the indexes know it already. */
    void adopt(HubClient client) {
        add(client);
        if (client.hasTopics()) {
            client.subscriptions().keySet().forEach(name -> enter(client, name));
        }
    }

    /** Lets go of a client that moves to another shard; it keeps the names of its topics. */
    void release(HubClient client) {
        takeOut(client);
        if (client.hasTopics()) {
            client.subscriptions().values().forEach(this::leave);
        }
    }

    /** Lets go of a client for good; its shard is another one already if it was about to move. */
    void remove(HubClient client) {
        takeOut(client);
        int home = client.shard().index();
        userIndex.remove(client.userId(), home);
        if (client.hasTopics()) {
            client.subscriptions().values().forEach(subscription -> {
                leave(subscription);
                topicIndex.remove(subscription.topic.name, home);
            });
            client.subscriptions().clear();
        }
    }

    private void takeOut(HubClient client) {
        everybody.remove(client);
        List<HubClient> devices = users.get(client.userId());
        if (devices != null && devices.remove(client) && devices.isEmpty()) {
            users.remove(client.userId());
        }
    }

    void subscribe(HubClient client, String name) {
        if (client.subscriptions().containsKey(name)) {
            topicIndex.remove(name, shard); // counted once already
            return;
        }
        enter(client, name);
    }

    void unsubscribe(HubClient client, String name) {
        Subscription subscription = client.subscriptions().remove(name);
        if (subscription != null) {
            leave(subscription);
            topicIndex.remove(name, shard);
        }
    }

    private void enter(HubClient client, String name) {
        Topic topic = topics.computeIfAbsent(name, Topic::new);
        Subscription subscription = new Subscription(client, topic);
        topic.add(subscription);
        client.subscriptions().put(topic.name, subscription);
    }

    private void leave(Subscription subscription) {
        Topic topic = subscription.topic;
        topic.remove(subscription);
        if (topic.size() == 0) {
            topics.remove(topic.name);
        }
    }
}
