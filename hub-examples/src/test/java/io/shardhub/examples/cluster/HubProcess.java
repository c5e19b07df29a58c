package io.shardhub.examples.cluster;

import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.fixture.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A hub in a process of its own, with clients, which can be killed and stopped. */
final class HubProcess implements AutoCloseable {

    static final int CLIENTS = 50;

    private final Process process;
    private final BufferedReader answers;

    HubProcess(int index, int port, DeliveryMode mode) {
        try {
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HubProcess.class.getName(),
                            Integer.toString(index),
                            Integer.toString(port),
                            mode.name()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void pause() {
        Processes.signal(process.pid(), "-STOP");
    }

    void resume() {
        Processes.signal(process.pid(), "-CONT");
    }

    /** Whether it is ready, the numbers to all that its clients heard last of node 0, how many are missing before, what came twice, and its nodes. */
    String report() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            String line = answers.readLine();
            while (line != null && !line.startsWith("report ")) {
                line = answers.readLine();
            }
            return String.valueOf(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process. */
    public static void main(String[] words) throws Exception {
        int index = Integer.parseInt(words[0]);
        try (HubNode node = new HubNode(
                        index,
                        HubNodes.options(Integer.parseInt(words[1]), DeliveryMode.valueOf(words[2])),
                        CLIENTS,
                        CLIENTS);
                BufferedReader questions =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            node.voice().begin();
            while (questions.readLine() != null) {
                System.out.println("report ready=" + node.isReady() + " heard="
                        + node.ears().stream()
                                .map(ear -> ear.heardUpTo(0, Voice.Kind.ALL))
                                .distinct()
                                .toList()
                        + " missing="
                        + node.ears().stream()
                                .mapToInt(ear -> ear.missing(0, Voice.Kind.ALL))
                                .sum()
                        + " faults="
                        + node.ears().stream()
                                .mapToInt(ear -> ear.faults().size())
                                .sum()
                        + " nodes=" + node.nodes());
            }
        }
    }
}
