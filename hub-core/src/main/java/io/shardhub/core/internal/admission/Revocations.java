package io.shardhub.core.internal.admission;

import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Credential;
import io.shardhub.auth.Identity;
import io.shardhub.core.internal.admission.Revocation.Kind;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.log.NodeLog;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What is remembered as revoked: so many and no more. */
@AnyThread
public final class Revocations {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final String node;
    private final HubRuntime runtime;
    private final NodeLog log;
    private final int max;
    private final ConcurrentHashMap<Key, Revocation> known = new ConcurrentHashMap<>();

    private record Key(Kind kind, String name) {}

    /** Nothing is revoked. */
    public Revocations(String node, int max, HubRuntime runtime) {
        this.node = node;
        this.log = new NodeLog(LOG, node, runtime::nanoTime);
        this.runtime = runtime;
        this.max = max;
    }

    /** Remembers it; of two for one name what both concern. False if that was known already, or has ended by now. */
    public synchronized boolean add(Revocation revocation) {
        Instant now = runtime.instant();
        if (!revocation.until().isAfter(now)) {
            return false;
        }
        Key key = new Key(revocation.kind(), revocation.name());
        Revocation before = known.get(key);
        Revocation both = before == null ? revocation : merged(before, revocation);
        if (both.equals(before)) {
            return false;
        }
        if (before == null && known.size() >= max) {
            makeRoom(now);
        }
        known.put(key, both);
        return true;
    }

    private static Revocation merged(Revocation one, Revocation other) {
        return new Revocation(one.kind(), one.name(), later(one.at(), other.at()), later(one.until(), other.until()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void makeRoom(Instant now) {
        known.values().removeIf(each -> !each.until().isAfter(now));
        if (known.size() >= max) {
            Revocation first = known.values().stream()
                    .min(Comparator.comparing(Revocation::until))
                    .orElseThrow();
            known.remove(new Key(first.kind(), first.name()));
            log.line(Level.WARN, "revocation_forgotten")
                    .log(
                            "hub {}: more than {} revocations: one is forgotten that would end {}",
                            node,
                            max,
                            first.until());
        }
    }

    /** Whether an identity stands on what is revoked. */
    public boolean concern(Identity identity) {
        if (known.isEmpty()) {
            return false;
        }
        Credential credential = identity.credential();
        return concern(known.get(new Key(Kind.USER, identity.userId())), identity)
                || (credential != null && concern(known.get(new Key(Kind.CREDENTIAL, credential.id())), identity));
    }

    private boolean concern(@Nullable Revocation revocation, Identity identity) {
        return revocation != null
                && revocation.concerns(identity)
                && revocation.until().isAfter(runtime.instant());
    }

    /** All that is remembered. */
    public List<Revocation> all() {
        return List.copyOf(known.values());
    }
}
