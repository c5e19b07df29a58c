/** Which nodes there are: every node says by a script that it is alive, and learns from the reply who else is. */
package io.shardhub.redis.internal.member;
