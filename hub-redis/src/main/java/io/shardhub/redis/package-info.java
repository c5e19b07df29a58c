/**
 * The cluster bus over Redis: {@link io.shardhub.redis.RedisClusterBus}, set up by {@link io.shardhub.redis.RedisOptions}.
 *
 * <table>
 * <caption>Which mode to take</caption>
 * <tr><th>Take</th><th>what is published while a node cannot reach Redis</th><th>Redis does, for each message</th></tr>
 * <tr><td>{@link io.shardhub.redis.DeliveryMode#PUBSUB}</td><td>is lost for that node, counted and told</td><td>one PUBLISH</td></tr>
 * <tr><td>{@link io.shardhub.redis.DeliveryMode#STREAMS}</td><td>arrives later, in order</td>
 *     <td>one XADD and one PUBLISH, and keeps it</td></tr>
 * </table>
 */
package io.shardhub.redis;
