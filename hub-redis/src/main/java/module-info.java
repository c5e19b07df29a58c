import org.jspecify.annotations.NullMarked;

/** The cluster bus over Redis. */
@NullMarked
module io.shardhub.redis {
    requires transitive io.shardhub.api;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires redis.clients.jedis;

    exports io.shardhub.redis;
}
