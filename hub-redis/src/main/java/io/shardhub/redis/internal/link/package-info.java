/** Connections to Redis: where it is, how one is made and made again, and how one that hangs is ended. */
package io.shardhub.redis.internal.link;
