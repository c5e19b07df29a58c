/**
 * The ways in: {@link io.shardhub.core.Manager} for an application that handles messages, {@link io.shardhub.core.ShardedHub}
 * for one that only sends.
 */
package io.shardhub.core;
