/** Cluster buses that need no server. */
package io.shardhub.core.cluster;
