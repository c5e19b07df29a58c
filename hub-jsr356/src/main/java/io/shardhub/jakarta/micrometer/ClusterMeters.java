package io.shardhub.jakarta.micrometer;

import io.micrometer.core.instrument.Tags;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.ClusterSnapshot;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The node and its bus. */
final class ClusterMeters {

    private ClusterMeters() {}

    static void bind(MeterTable table) {
        table.gauge(
                "cluster.nodes",
                "Nodes known to be alive",
                metrics ->
                        of(metrics.hub().cluster(), cluster -> cluster.nodes().size()));
        table.counter(
                "cluster.published",
                "Messages published for other nodes",
                metrics -> bus(metrics.hub().cluster(), bus -> bus.outgoing().published()));
        table.counter(
                "cluster.received",
                "Messages of other nodes",
                metrics -> bus(metrics.hub().cluster(), bus -> bus.incoming().received()));
        table.counter(
                "cluster.lost",
                "Messages lost between nodes",
                Tags.of("direction", "out"),
                null,
                metrics -> bus(metrics.hub().cluster(), bus -> bus.outgoing().lost()));
        table.counter(
                "cluster.lost",
                "Messages lost between nodes",
                Tags.of("direction", "in"),
                null,
                metrics -> bus(metrics.hub().cluster(), bus -> bus.incoming().lost()));
        table.counter(
                "cluster.refused",
                "Messages that the bus did not take",
                metrics -> bus(metrics.hub().cluster(), bus -> bus.outgoing().refused()));
        table.counter(
                "cluster.outages",
                "How often the bus ceased to be verified",
                metrics -> bus(metrics.hub().cluster(), BusSnapshot::outages));
        table.counter(
                "cluster.gaps",
                "How often messages of other nodes were found missing",
                metrics -> bus(metrics.hub().cluster(), bus -> bus.incoming().gaps()));
        table.gauge(
                "cluster.verified",
                "1 if what other nodes publish is known to arrive",
                metrics -> bus(metrics.hub().cluster(), bus -> bus.verified() ? 1 : 0));
        table.gauge(
                "cluster.latency",
                "To the engine and back",
                Tags.empty(),
                "seconds",
                metrics -> bus(metrics.hub().cluster(), bus -> MeterTable.seconds(bus.latency())));
    }

    private static double bus(@Nullable ClusterSnapshot cluster, ToDoubleFunction<BusSnapshot> part) {
        return of(cluster, present -> part.applyAsDouble(present.bus()));
    }

    private static double of(@Nullable ClusterSnapshot cluster, ToDoubleFunction<ClusterSnapshot> part) {
        return cluster == null ? 0 : part.applyAsDouble(cluster);
    }
}
