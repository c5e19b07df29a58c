package io.shardhub.snapshot;

import java.util.Map;

/**
 * What peers sent, since the start.
 *
 * @param received messages, good or bad
 * @param handled messages whose handler returned
 * @param faults messages that were not handled, by error code, such as {@code bad_json} or {@code handler_failed}
 */
public record InboundSnapshot(long received, long handled, Map<String, Long> faults) {

    /** Copies the map. */
    public InboundSnapshot {
        faults = Map.copyOf(faults);
    }
}
