/**
 * Ways to spread clients over shards.
 *
 * <table>
 *   <caption>Which one to take</caption>
 *   <tr><th>Take</th><th>when</th></tr>
 *   <tr><td>{@link io.shardhub.core.sharding.UserIdSharding}</td><td>users have several devices; the default</td></tr>
 *   <tr><td>{@link io.shardhub.core.sharding.RoundRobinSharding}</td><td>clients are all alike</td></tr>
 *   <tr><td>{@link io.shardhub.core.sharding.AdaptiveSharding}</td><td>clients or topics differ much in what they cost</td></tr>
 * </table>
 *
 * <p>To add one: implement {@link io.shardhub.sharding.ShardingStrategy}, add a row, subclass
 * {@code ShardingStrategyContract}.
 */
package io.shardhub.core.sharding;
