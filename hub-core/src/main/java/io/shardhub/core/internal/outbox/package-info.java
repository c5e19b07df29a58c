/**
 * What waits for one client and the one write that may be under way. Plain state of the owning shard, except for the send
 * slot, which completions touch from any thread.
 */
package io.shardhub.core.internal.outbox;
