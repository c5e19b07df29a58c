package io.shardhub.redis;

import io.shardhub.options.Check;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a node gets in. With the prefix {@code hub} an ACL user needs the keys {@code ~hub:*}, the channels {@code &hub:*}, and the
 * commands {@code +@connection +publish +subscribe +unsubscribe +eval +time +zadd +zrem +zrange +zrevrange +zrangebyscore
 * +zremrangebyscore +zscore +hset +hget +hdel +hgetall +get +set +pexpire +xadd +xrange +xrevrange}; with Sentinel also
 * {@code +role}, and at the sentinels {@code +@connection +sentinel|master +sentinel|get-master-addr-by-name}; in Redis Cluster also {@code +spublish +ssubscribe +sunsubscribe +cluster|slots}.
 *
 * @param user the ACL user; null for the default one
 * @param password its password; null if there is none
 * @param tls makes encrypted connections, and checks the server's certificate and name; null for plain ones
 */
public record RedisAccess(
        @Nullable String user,
        @Nullable String password,
        @Nullable SSLSocketFactory tls) {

    /** Checks what belongs together. */
    public RedisAccess {
        Check.all(Check.that(user == null || password != null, "redis.user", String.valueOf(user), "a password, too"));
    }

    /** No password, no encryption. */
    public static RedisAccess open() {
        return new RedisAccess(null, null, null);
    }

    /** With a password of the default user. */
    public RedisAccess withPassword(String newPassword) {
        return new RedisAccess(null, newPassword, tls);
    }

    /** With an ACL user. */
    public RedisAccess withUser(String newUser, String newPassword) {
        return new RedisAccess(newUser, newPassword, tls);
    }

    /** Encrypted, trusting whom the JVM trusts. */
    public RedisAccess withTls() {
        return withTls((SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** Encrypted, trusting whom those sockets trust. */
    public RedisAccess withTls(SSLSocketFactory sockets) {
        return new RedisAccess(user, password, sockets);
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "RedisAccess[user=" + user + ", password=" + (password == null ? "none" : "***") + ", tls="
                + (tls != null) + "]";
    }
}
