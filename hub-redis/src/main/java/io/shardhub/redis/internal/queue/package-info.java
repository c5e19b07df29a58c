/** What waits between threads of the bus. */
package io.shardhub.redis.internal.queue;
