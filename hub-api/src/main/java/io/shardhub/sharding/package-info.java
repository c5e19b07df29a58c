/**
 * How clients are spread over shards. To add a way, implement {@link io.shardhub.sharding.ShardingStrategy} and subclass
 * {@code ShardingStrategyContract} of the test-jar.
 */
package io.shardhub.sharding;
