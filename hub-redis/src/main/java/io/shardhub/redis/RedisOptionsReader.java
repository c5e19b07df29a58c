package io.shardhub.redis;

import io.shardhub.options.Check;
import io.shardhub.options.ClusterOptions;
import io.shardhub.options.OptionEntries;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the options of Redis from text. */
final class RedisOptionsReader {

    static final String SECTION = "redis.";

    private static final RedisAddress LOCAL = new RedisAddress("127.0.0.1", 6379);
    private static final String ADDRESS = "redis.address";
    private static final String MASTER = "redis.sentinel.master";
    private static final String SENTINELS = "redis.sentinel.addresses";
    private static final String CLUSTER = "redis.cluster";

    private final OptionEntries entries;

    RedisOptionsReader(OptionEntries entries) {
        this.entries = entries;
    }

    RedisOptions read(ClusterOptions cluster) {
        RedisOptions start = start();
        RedisAccess access = access("redis.");
        int partitions = entries.value(
                "redis.partitions",
                int.class,
                start.withConnections(cluster.connections()).partitions());
        RedisOptions options = entries.make(
                () -> new RedisOptions(
                        start.topology(),
                        access,
                        entries.value("redis.prefix", String.class, start.prefix()),
                        entries.value("redis.mode", DeliveryMode.class, start.mode()),
                        partitions,
                        entries.value("redis.retention", int.class, start.retention()),
                        entries.value("redis.timeout", Duration.class, start.timeout())),
                start);
        entries.end();
        return options;
    }

    /** Where Redis is; everything else as it is at first. */
    private RedisOptions start() {
        List<RedisAddress> address = addresses(ADDRESS);
        List<RedisAddress> sentinels = addresses(SENTINELS);
        List<RedisAddress> servers = addresses(CLUSTER);
        String master = entries.value(MASTER, String.class, "");
        RedisAccess sentinelAccess = access("redis.sentinel.");
        RedisOptions local = RedisOptions.standalone(LOCAL.host(), LOCAL.port());
        List<String> places =
                Stream.of(ADDRESS, MASTER, CLUSTER).filter(entries::has).toList();
        return entries.make(
                () -> {
                    Check.all(
                            Check.that(places.size() < 2, "redis", places, "one of them"),
                            Check.that(address.size() < 2, ADDRESS, address, "one address"));
                    if (entries.has(CLUSTER)) {
                        return RedisOptions.cluster(servers.toArray(RedisAddress[]::new));
                    } else if (entries.has(MASTER) || entries.has(SENTINELS)) {
                        return local.withTopology(new RedisTopology.Sentinel(master, sentinels, sentinelAccess));
                    }
                    return address.isEmpty() ? local : local.withTopology(new RedisTopology.Standalone(address.get(0)));
                },
                local);
    }

    private List<RedisAddress> addresses(String path) {
        String text = entries.value(path, String.class, "");
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> entries.make(() -> RedisAddress.of(each, path), LOCAL))
                .toList();
    }

    private RedisAccess access(String section) {
        String user = entries.value(section + "user", String.class, "");
        String password = entries.value(section + "password", String.class, "");
        boolean tls = entries.value(section + "tls", boolean.class, false);
        RedisAccess access = entries.make(
                () -> {
                    Check.all(Check.that(
                            user.isEmpty() || !password.isEmpty(), section + "user", user, "a password, too"));
                    return new RedisAccess(given(user), given(password), null);
                },
                RedisAccess.open());
        return tls ? access.withTls() : access;
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
