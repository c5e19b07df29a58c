/**
 * Two quiz servers that act as one, a Redis between them and a load balancer before them, all on this machine:
 * {@link io.shardhub.examples.cluster.QuizCluster}. The balancer's configuration is in {@code src/main/resources/cluster}.
 */
@NullMarked
package io.shardhub.examples.cluster;

import org.jspecify.annotations.NullMarked;
