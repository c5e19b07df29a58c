package io.shardhub.core.internal.admission;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.snapshot.RefusalCause;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The tokens that new connections take, and the count of connections that were refused. Beside the bucket for everybody there is one of
 * a quarter of its size for those who return, who find it untouched by those who are new, however many they are.
 */
@AnyThread
public final class Admission {

    private static final int RESERVE = 4;

    private final Bucket everybody;
    private final Bucket returning;
    private final LongAdder[] refused = new LongAdder[RefusalCause.values().length]; // by ordinal

    /** Full buckets. */
    public Admission(AdmissionOptions options, HubRuntime runtime) {
        this.everybody = new Bucket(options.connectsPerSecond(), options.burst(), runtime);
        this.returning = new Bucket(reserve(options.connectsPerSecond()), reserve(options.burst()), runtime);
        Arrays.setAll(refused, cause -> new LongAdder());
    }

    private static int reserve(int whole) {
        return (whole + RESERVE - 1) / RESERVE;
    }

    /** Whether there is a token now. */
    public boolean hasToken(boolean returns) {
        return everybody.hasToken() || (returns && returning.hasToken());
    }

    /** Takes a token; false if there is none. */
    public boolean takeToken(boolean returns) {
        return everybody.takeToken() || (returns && returning.takeToken());
    }

    /** Counts a connection that is refused. */
    public void refuse(RefusalCause cause) {
        refused[cause.ordinal()].increment();
    }

    /** Connections refused so far. */
    public Map<RefusalCause, Long> refused() {
        Map<RefusalCause, Long> counts = new EnumMap<>(RefusalCause.class);
        for (RefusalCause cause : RefusalCause.values()) {
            counts.put(cause, refused[cause.ordinal()].sum());
        }
        return counts;
    }
}
