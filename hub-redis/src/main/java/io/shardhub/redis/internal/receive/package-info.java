/**
 * The way from Redis to this node, in each partition: one thread writes subscriptions, one reads what arrives, one tells the
 * listener. What an outage took is counted, or read again.
 */
package io.shardhub.redis.internal.receive;
