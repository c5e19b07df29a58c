/**
 * What connects the hubs of several nodes. To bind another engine, implement {@link io.shardhub.cluster.ClusterBus} and
 * subclass {@code ClusterBusContract} of the test-jar.
 */
package io.shardhub.cluster;
