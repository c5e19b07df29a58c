package io.shardhub.redis.internal.publish;

import java.util.Locale;
import java.util.Set;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** Tells errors that another server, or the same one a little later, would not give. */
final class Refusals {

    private static final Set<String> OF_THE_SERVER = Set.of(
            "READONLY",
            "LOADING",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "MOVED",
            "ASK",
            "BUSY",
            "NOREPLICAS",
            "OOM",
            "MISCONF");

    private Refusals() {}

    /** Whether the server as it is now takes nothing. */
    static boolean isOfTheServer(JedisDataException e) {
        if (e instanceof JedisRedirectionException) {
            return true;
        }
        String message = String.valueOf(e.getMessage());
        String code = message.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        return OF_THE_SERVER.contains(code) || OF_THE_SERVER.stream().anyMatch(each -> message.contains("-" + each));
    }
}
