package io.shardhub.cluster;

import io.shardhub.contract.ClusterNodesContract;

/** Runs the suite against buses that keep the contract. */
final class ClusterNodesContractTest extends ClusterNodesContract {

    private final LoopCluster cluster = new LoopCluster(new LoopRules() {});

    @Override
    protected ClusterBus bus() {
        return cluster.bus();
    }

    @Override
    protected void kill(ClusterBus bus) {
        cluster.kill(bus);
    }

    @Override
    protected void engine(boolean reachable) {
        cluster.engine(reachable);
    }
}
