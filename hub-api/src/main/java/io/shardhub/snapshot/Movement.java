package io.shardhub.snapshot;

/**
 * How clients changed their shards.
 *
 * @param rebalances plans that were carried out
 * @param movedClients clients that were moved by them
 * @param replacements shards that got another thread
 */
public record Movement(long rebalances, long movedClients, long replacements) {}
