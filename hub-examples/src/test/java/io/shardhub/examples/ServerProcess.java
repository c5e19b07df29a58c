package io.shardhub.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A server in a process of its own; its output is read line by line. */
public final class ServerProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Starts a command with changes to the environment. */
    public static ServerProcess start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        ServerProcess server = new ServerProcess(builder.start());
        server.read(server.process.inputReader(StandardCharsets.UTF_8), server.out);
        server.read(server.process.errorReader(StandardCharsets.UTF_8), server.err);
        return server;
    }

    private void read(BufferedReader reader, List<String> lines) {
        Thread thread = new Thread(
                () -> {
                    try (reader) {
                        reader.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add("not read to its end: " + e);
                    }
                },
                "output of " + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for a line of the output with a pattern in it; gives its first group. */
    public String awaitLine(Pattern pattern) {
        return Awaitility.await(pattern.toString())
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(() -> firstGroup(pattern, lines()), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<String> firstGroup(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** The standard output so far. */
    public List<String> out() {
        return List.copyOf(out);
    }

    /** The error output so far, which is its log. */
    public List<String> err() {
        return List.copyOf(err);
    }

    /** All that it has printed so far: the standard output, then the error output. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(out);
        lines.addAll(err);
        return lines;
    }

    /** Kills it without a word. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** Tells it to end, as Ctrl-C does. */
    public void stop() {
        process.toHandle().destroy(); // Process.destroy would close what it still prints
    }

    /** Waits for its end; gives the exit status. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + out + err);
        }
        return process.exitValue();
    }

    /** What it has started, and what that has started. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Kills it with all that it has started. */
    public void closeAll() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        close();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
