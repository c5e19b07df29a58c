/** How the cluster bus uses Redis. Every name in Redis comes from {@code KeySpace}. */
package io.shardhub.redis.internal;
