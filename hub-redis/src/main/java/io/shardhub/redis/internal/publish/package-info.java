/** The way from this node to Redis: one connection, pipelined, for each partition. */
package io.shardhub.redis.internal.publish;
