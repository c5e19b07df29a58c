package io.shardhub.redis;

/** Runs the suite of nodes and outages against streams. */
final class StreamsNodesContractTest extends RedisNodesContract {

    StreamsNodesContractTest() {
        super(DeliveryMode.STREAMS);
    }
}
