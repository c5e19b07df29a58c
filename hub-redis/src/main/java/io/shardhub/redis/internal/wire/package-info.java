/** What travels through Redis and under which names: {@code EnvelopeCodec} has the bytes, {@code KeySpace} every name. */
package io.shardhub.redis.internal.wire;
