package io.shardhub.core.sharding;

import io.shardhub.auth.Identity;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.List;

/**
 * Puts all clients of a user into one shard: a user id that is an unsigned 64-bit decimal number goes to its value modulo the
 * number of shards, every other one to a well-mixed hash of its text. Stateless.
 */
public final class UserIdSharding implements ShardingStrategy {

    private static final int MAX_DIGITS = 20;

    /** Stateless; one instance may serve several hubs. */
    public UserIdSharding() {}

    @Override
    public int shardFor(Identity identity, List<ShardLoad> shards) {
        String userId = identity.userId();
        long key = isNumber(userId) ? Long.parseUnsignedLong(userId) : mix(userId);
        return (int) Long.remainderUnsigned(key, shards.size());
    }

    @Override
    public boolean keepsUsersTogether() {
        return true;
    }

    private static boolean isNumber(String userId) {
        if (userId.length() > MAX_DIGITS) {
            return false;
        }
        for (int i = 0; i < userId.length(); i++) {
            char c = userId.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return userId.length() < MAX_DIGITS || userId.compareTo("18446744073709551615") <= 0;
    }

    /** FNV-1a over the chars, then a finalizer that lets every bit depend on every other. */
    private static long mix(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
