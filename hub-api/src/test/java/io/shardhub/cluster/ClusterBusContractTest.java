package io.shardhub.cluster;

import io.shardhub.contract.ClusterBusContract;

/** Runs the suite against buses that keep the contract. */
final class ClusterBusContractTest extends ClusterBusContract {

    private final LoopCluster cluster = new LoopCluster(new LoopRules() {});

    @Override
    protected ClusterBus bus() {
        return cluster.bus();
    }
}
