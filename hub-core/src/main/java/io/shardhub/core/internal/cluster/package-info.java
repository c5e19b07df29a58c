/**
 * What makes a hub a node of a cluster: messages between nodes, who wants them, questions to all, and clients that are sent to
 * other nodes.
 */
@NullMarked
package io.shardhub.core.internal.cluster;

import org.jspecify.annotations.NullMarked;
