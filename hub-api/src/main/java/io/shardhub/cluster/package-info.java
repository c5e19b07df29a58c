/**
 * What connects the hubs of several nodes. To bind another engine, implement {@link io.shardhub.cluster.ClusterBus} and
 * subclass {@code ClusterBusContract} and {@code ClusterNodesContract} of the test-jar.
 */
package io.shardhub.cluster;
