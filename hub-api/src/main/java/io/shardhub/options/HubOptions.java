package io.shardhub.options;

import java.util.Map;
import java.util.Properties;

/**
 * Everything about a hub that is decided before it starts. Three presets to start from; every value can be changed:
 *
 * <table>
 * <caption>What the presets take; of a range, the number nearest to that of the processors</caption>
 * <tr><th></th><th>{@link #small()}</th><th>{@link #medium()}</th><th>{@link #high()}</th></tr>
 * <tr><td>shards</td><td>2 to 4</td><td>8 to 16</td><td>32 to 64</td></tr>
 * <tr><td>clients per shard</td><td>1,000</td><td>2,000</td><td>5,000</td></tr>
 * <tr><td>workers, two per shard</td><td>4 to 8</td><td>16 to 32</td><td>64 to 128</td></tr>
 * <tr><td>messages per outbox</td><td>256</td><td>512</td><td>1,024</td></tr>
 * <tr><td>ping interval</td><td>60 s</td><td>30 s</td><td>15 s</td></tr>
 * <tr><td>cluster connections</td><td>5</td><td>10 to 20</td><td>20 to 50</td></tr>
 * <tr><td>connections from one public address</td><td>1,000</td><td>2,000</td><td>5,000</td></tr>
 * <tr><td>new connections per second, burst</td><td>1,000, 2,000</td><td>2,000, 4,000</td><td>5,000, 10,000</td></tr>
 * </table>
 *
 * @param name names the hub in thread names, logs and client ids: 1 to 32 letters, digits or dashes; different on every node
 *     of a cluster
 * @param shards how many shards, their mailboxes, and who goes where
 * @param outbox what may wait for one client
 * @param inbound what one client may send
 * @param liveness how dead peers are found
 * @param closing how connections end
 * @param rebalance how clients are moved from hot shards
 * @param supervision when a shard counts as failed
 * @param admission how fast new connections are let in
 * @param cluster the hub's part in a cluster
 * @param metrics what is measured
 * @param auth how credentials end
 * @param limits how much one user, one address and one client may have and do
 */
public record HubOptions(
        String name,
        ShardOptions shards,
        OutboxOptions outbox,
        InboundOptions inbound,
        LivenessOptions liveness,
        ClosingOptions closing,
        RebalanceOptions rebalance,
        SupervisionOptions supervision,
        AdmissionOptions admission,
        ClusterOptions cluster,
        MetricsOptions metrics,
        AuthOptions auth,
        LimitOptions limits) {

    /** Checks the name, and what the parts must agree on. */
    public HubOptions {
        Check.all(
                Check.that(name.matches("[A-Za-z0-9-]{1,32}"), "name", name, "1 to 32 letters, digits or dashes"),
                Check.that(
                        limits.rate().byteBurst() >= inbound.maxMessageBytes(),
                        "limits.rate.byteBurst",
                        limits.rate().byteBurst(),
                        "at least inbound.maxMessageBytes, " + inbound.maxMessageBytes()));
    }

    /** For some thousand clients. */
    public static HubOptions small() {
        return Preset.SMALL.options(Runtime.getRuntime().availableProcessors());
    }

    /** For some ten thousand clients. */
    public static HubOptions medium() {
        return Preset.MEDIUM.options(Runtime.getRuntime().availableProcessors());
    }

    /** For some hundred thousand clients. */
    public static HubOptions high() {
        return Preset.HIGH.options(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Reads options from properties: {@code hub.preset} is {@code small}, which is the default, {@code medium} or {@code high},
     * and every value of these records can be changed by its name, such as {@code hub.name}, {@code hub.outbox.maxBytes} or
     * {@code hub.liveness.pingInterval}. Durations are written as {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h} or
     * {@code PT30S}, names of enums in any case. Properties without the prefix are not looked at,
     * nor are those that begin with {@code hub.redis.}, which are the options of the cluster's engine.
     *
     * @throws OptionsException if anything with the prefix is unknown or out of its range; it names all faults
     */
    public static HubOptions from(Properties properties) {
        return OptionsReader.read(OptionEntries.of(properties, ""));
    }

    /**
     * Reads options from environment variables, as {@link #from} does: {@code HUB_PRESET}, {@code HUB_NAME},
     * {@code HUB_OUTBOX_MAX_BYTES}. Take care with a Kubernetes service named {@code hub}: its variables have the same prefix
     * and would be refused, unless {@code enableServiceLinks} is false.
     *
     * @param variables such as {@link System#getenv()}
     * @throws OptionsException if anything with the prefix is unknown or out of its range; it names all faults
     */
    public static HubOptions fromEnvironment(Map<String, String> variables) {
        return OptionsReader.read(OptionEntries.of(variables, ""));
    }

    /** With another name. */
    public HubOptions withName(String newName) {
        return new HubOptions(
                newName,
                shards,
                outbox,
                inbound,
                liveness,
                closing,
                rebalance,
                supervision,
                admission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With other shards. */
    public HubOptions withShards(ShardOptions newShards) {
        return new HubOptions(
                name,
                newShards,
                outbox,
                inbound,
                liveness,
                closing,
                rebalance,
                supervision,
                admission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With another outbox. */
    public HubOptions withOutbox(OutboxOptions newOutbox) {
        return new HubOptions(
                name,
                shards,
                newOutbox,
                inbound,
                liveness,
                closing,
                rebalance,
                supervision,
                admission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With other limits for what clients send. */
    public HubOptions withInbound(InboundOptions newInbound) {
        return new HubOptions(
                name,
                shards,
                outbox,
                newInbound,
                liveness,
                closing,
                rebalance,
                supervision,
                admission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With another liveness check. */
    public HubOptions withLiveness(LivenessOptions newLiveness) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                newLiveness,
                closing,
                rebalance,
                supervision,
                admission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With another way to close. */
    public HubOptions withClosing(ClosingOptions newClosing) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                liveness,
                newClosing,
                rebalance,
                supervision,
                admission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With another way to move clients. */
    public HubOptions withRebalance(RebalanceOptions newRebalance) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                liveness,
                closing,
                newRebalance,
                supervision,
                admission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With another supervision. */
    public HubOptions withSupervision(SupervisionOptions newSupervision) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                liveness,
                closing,
                rebalance,
                newSupervision,
                admission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With another rate of new connections. */
    public HubOptions withAdmission(AdmissionOptions newAdmission) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                liveness,
                closing,
                rebalance,
                supervision,
                newAdmission,
                cluster,
                metrics,
                auth,
                limits);
    }

    /** With another part in a cluster. */
    public HubOptions withCluster(ClusterOptions newCluster) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                liveness,
                closing,
                rebalance,
                supervision,
                admission,
                newCluster,
                metrics,
                auth,
                limits);
    }

    /** With other measurements. */
    public HubOptions withMetrics(MetricsOptions newMetrics) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                liveness,
                closing,
                rebalance,
                supervision,
                admission,
                cluster,
                newMetrics,
                auth,
                limits);
    }

    /** With other rules for the end of credentials. */
    public HubOptions withAuth(AuthOptions newAuth) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                liveness,
                closing,
                rebalance,
                supervision,
                admission,
                cluster,
                metrics,
                newAuth,
                limits);
    }

    /** With other limits for one user, one address and one client. */
    public HubOptions withLimits(LimitOptions newLimits) {
        return new HubOptions(
                name,
                shards,
                outbox,
                inbound,
                liveness,
                closing,
                rebalance,
                supervision,
                admission,
                cluster,
                metrics,
                auth,
                newLimits);
    }
}
