package io.shardhub.redis.internal.receive;

import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Who has written to a log, in the order in which they began, as Redis remembers it; a life of a bus is noted before its first message.
 * Owned by the delivery.
 */
final class Writers {

    private record Entry(String who, String began) {}

    private final byte[] key;
    private @Nullable Entry latest; // of those that were seen; null if there was none

    Writers(Place place) {
        this.key = utf8(place.keys().writers(place.partition()));
    }

    /** Those that began since the last time; null if Redis does not remember that time, or one of them cannot be told. */
    @Nullable
    List<Sender> newcomers(Link link) {
        List<Entry> all = all(link);
        int seen = latest == null ? 0 : all.indexOf(latest) + 1;
        boolean remembered = latest == null || seen > 0;
        latest = all.isEmpty() ? null : all.get(all.size() - 1);
        if (!remembered) {
            return null;
        }
        List<Sender> newcomers = new ArrayList<>();
        for (Entry entry : all.subList(seen, all.size())) {
            Sender newcomer = Sender.parse(entry.who);
            if (newcomer == null) {
                return null;
            }
            newcomers.add(newcomer);
        }
        return newcomers;
    }

    private List<Entry> all(Link link) {
        List<?> reply = (List<?>) link.ask(Command.ZRANGE, key, utf8("0"), utf8("-1"), utf8("WITHSCORES"));
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < reply.size(); i += 2) {
            all.add(new Entry(text(reply.get(i)), text(reply.get(i + 1))));
        }
        return all;
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
