package io.shardhub.examples.cluster;

import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.fixture.ReportingProcess;

/** A hub in a process of its own, with clients. */
final class HubProcess {

    static final int CLIENTS = 50;

    private HubProcess() {}

    /**
     * Starts it. It reports whether it is ready, the numbers to all that its clients heard last of node 0, how many are missing before,
     * what came twice, and its nodes.
     */
    static ReportingProcess start(int index, int port, DeliveryMode mode) {
        return new ReportingProcess(
                HubProcess.class, "256m", Integer.toString(index), Integer.toString(port), mode.name());
    }

    /** The process. */
    public static void main(String[] words) throws Exception {
        try (HubNode node = new HubNode(
                Integer.parseInt(words[0]),
                HubNodes.options(Integer.parseInt(words[1]), DeliveryMode.valueOf(words[2])),
                CLIENTS,
                CLIENTS)) {
            node.voice().begin();
            ReportingProcess.report(() -> state(node));
        }
    }

    private static String state(HubNode node) {
        return "ready=" + node.isReady()
                + " heard="
                + node.ears().stream()
                        .map(ear -> ear.heardUpTo(0, Voice.Kind.ALL))
                        .distinct()
                        .toList()
                + " missing="
                + node.ears().stream()
                        .mapToInt(ear -> ear.missing(0, Voice.Kind.ALL))
                        .sum()
                + " faults="
                + node.ears().stream().mapToInt(ear -> ear.faults().size()).sum()
                + " nodes=" + node.nodes();
    }
}
