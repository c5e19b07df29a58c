package io.shardhub.core.internal.shard;

/** One client's place in one topic. Owner only, but for the topic's name. */
final class Subscription {

    final HubClient client;
    final Topic topic;
    int position;

    Subscription(HubClient client, Topic topic) {
        this.client = client;
        this.topic = topic;
    }
}
