package io.shardhub.examples.cluster;

import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.fixture.ReportingProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A hub in a process of its own, with clients. */
final class HubProcess implements AutoCloseable {

    private final ReportingProcess process;

    /** Starts it; it publishes nothing yet. */
    HubProcess(int index, int port, DeliveryMode mode, int clients) {
        process = new ReportingProcess(HubProcess.class, "512m", "" + index, "" + port, mode.name(), "" + clients);
    }

    /** Has it publish. */
    void begin() {
        process.ask("begin");
    }

    /** Has it publish nothing more. */
    void hush() {
        process.ask("hush");
    }

    boolean isReady() {
        return process.ask("ready").equals("true");
    }

    List<String> nodes() {
        return List.of(process.ask("nodes").split(" ", -1));
    }

    /** The messages of other nodes that its bus has counted as lost, and faults of its clients: what came twice or late. */
    String troubles() {
        return process.ask("troubles");
    }

    /** How much its hub took, as {@link #said(HubNode)}. */
    String said() {
        return process.ask("said");
    }

    /** What its clients have heard of a node, as {@link #heard(HubNode, int)}. */
    String heardOf(int index) {
        return process.ask("heard " + index);
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    void pause() {
        process.pause();
    }

    void resume() {
        process.resume();
    }

    /** Closes its hub; returns whether it has ended in time. */
    boolean end(Duration patience) throws IOException, InterruptedException {
        return process.end(patience);
    }

    @Override
    public void close() {
        process.close();
    }

    /** The process. */
    public static void main(String[] words) throws Exception {
        int clients = Integer.parseInt(words[3]);
        try (HubNode node = new HubNode(
                Integer.parseInt(words[0]),
                HubNodes.options(Integer.parseInt(words[1]), DeliveryMode.valueOf(words[2])),
                clients,
                clients)) {
            ReportingProcess.answer(question -> answer(node, question));
        }
    }

    private static String answer(HubNode node, String question) {
        String[] words = question.split(" ", -1);
        return switch (words[0]) {
            case "begin" -> {
                node.begin();
                yield "";
            }
            case "hush" -> {
                node.voice().hush();
                yield "";
            }
            case "ready" -> Boolean.toString(node.isReady());
            case "nodes" -> String.join(" ", node.nodes());
            case "troubles" -> troubles(node);
            case "said" -> said(node);
            default -> heard(node, Integer.parseInt(words[1]));
        };
    }

    /** In words. */
    static String troubles(HubNode node) {
        return "lost " + node.lost() + ", refused " + node.voice().refused() + ", twice or late "
                + node.ears().stream().mapToInt(ear -> ear.faults().size()).sum();
    }

    /** The number of the last message to all, to each topic and to each user. */
    static String said(HubNode node) {
        return Arrays.stream(Voice.Kind.values())
                .map(kind -> IntStream.range(0, targets(node, kind))
                        .map(target -> node.voice().said(kind, target))
                        .boxed()
                        .toList()
                        .toString())
                .collect(Collectors.joining(" "));
    }

    /** How many of a node's messages to all, to each topic and to each user came; all clients that one is for heard the same. */
    static String heard(HubNode node, int origin) {
        return Arrays.stream(Voice.Kind.values())
                .map(kind -> IntStream.range(0, targets(node, kind))
                        .map(target -> heard(node, origin, kind, target))
                        .boxed()
                        .toList()
                        .toString())
                .collect(Collectors.joining(" "));
    }

    private static int targets(HubNode node, Voice.Kind kind) {
        return switch (kind) {
            case ALL -> 1;
            case TOPIC -> HubNode.TOPICS;
            case USER -> node.ears().size();
        };
    }

    /** The same for all clients that it is for; else minus one. */
    private static int heard(HubNode node, int origin, Voice.Kind kind, int target) {
        int step = kind == Voice.Kind.ALL ? 1 : targets(node, kind);
        int[] counts = IntStream.iterate(target, client -> client < node.ears().size(), client -> client + step)
                .map(client -> node.ears().get(client).heard(origin, kind))
                .distinct()
                .toArray();
        return counts.length == 1 ? counts[0] : -1;
    }
}
