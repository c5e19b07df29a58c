package io.shardhub.redis;

/** Runs the suite of nodes and outages against pub/sub. */
final class PubSubNodesContractTest extends RedisNodesContract {

    PubSubNodesContractTest() {
        super(DeliveryMode.PUBSUB);
    }
}
