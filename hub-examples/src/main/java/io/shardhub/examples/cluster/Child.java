package io.shardhub.examples.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A process of the cluster; what it prints is handed on line by line.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Child implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final String name;
    private final Process process;
    private final CompletableFuture<String> firstLine = new CompletableFuture<>();

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts a process with additions to the environment.
     *
     * @param says gets what it prints, errors too
     */
    static Child start(String name, List<String> command, Map<String, String> environment, Consumer<String> says)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Child child = new Child(name, builder.start());
        Thread reader = new Thread(() -> child.read(says), "output of " + name);
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    private void read(Consumer<String> says) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                firstLine.complete(line);
                says.accept(line);
            }
        } catch (IOException | UncheckedIOException e) {
            says.accept("not read to its end: " + e.getMessage());
        }
        firstLine.completeExceptionally(new IOException(name + " ended without a word"));
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when it has ended. */
    CompletableFuture<Integer> end() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Waits for the first line that it prints. */
    String awaitFirstLine() throws IOException, InterruptedException {
        try {
            return firstLine.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(name + " did not start", e);
        } catch (TimeoutException e) {
            throw new IOException(name + " did not start within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    /** Tells it to end; if it does not within a while, it is killed. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
