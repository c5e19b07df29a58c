/** How the parts of the bus are put together: {@code Partition} is one way to Redis and back, {@code Keeper} watches them. */
package io.shardhub.redis.internal;
