package io.shardhub.examples.bench.contest;

import io.shardhub.examples.container.Container;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A contestant in a process of its own, ready to be talked to. */
final class RunningServer implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready: ws://127\\.0\\.0\\.1:(\\d+)/ws");
    private static final int END_SECONDS = 10;

    private final Process process;
    private final int port;

    private RunningServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one of the programs in {@code bin} on a free port, and waits until it listens; its errors are shown.
     *
     * @param jvm words for the JVM, which come before those of {@code JAVA_OPTS}
     */
    static RunningServer start(Path bin, Contestant contestant, Container container, String jvm) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        bin.resolve(contestant.script()).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(contestant.settings());
        builder.environment().put("CONTAINER", container.toString());
        builder.environment().put("PORT", "0");
        builder.environment().merge("JAVA_OPTS", jvm, (given, ours) -> ours + " " + given);
        Process process = builder.start();
        @Nullable RunningServer started = null;
        try {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            Matcher ready = READY.matcher(line == null ? "" : line);
            if (!ready.matches()) {
                throw new IOException(contestant + " in " + container + ": did not start");
            }
            started = new RunningServer(process, Integer.parseInt(ready.group(1)));
            return started;
        } finally {
            if (started == null) {
                process.destroyForcibly();
            }
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process, if need be by force. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
