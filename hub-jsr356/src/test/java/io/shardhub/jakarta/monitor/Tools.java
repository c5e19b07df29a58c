package io.shardhub.jakarta.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shardhub.auth.Handshake;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs that tests run, and need not have; but in CI they must be there. */
final class Tools {

    private Tools() {}

    /** Leaves the test out where the program is missing, unless the variable {@code CI} is set. */
    static void need(String program) {
        boolean there = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(there || System.getenv("CI") != null, program + " is not on the path");
        assertThat(there).as(program + " on the path").isTrue();
    }

    /** What a program prints, which ends well. */
    static String run(Path directory, @Nullable Path input, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        process.destroyForcibly();
        String printed = Files.readString(output);
        assertThat(ended)
                .as(String.join(" ", command) + " ends in time: " + printed)
                .isTrue();
        int status = process.exitValue();
        assertThat(status).as(String.join(" ", command) + ": " + printed).isZero();
        return printed;
    }

    /** A request with these headers. */
    static Handshake handshake(Map<String, List<String>> requestHeaders) {
        Map<String, List<String>> headers = new HashMap<>();
        requestHeaders.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return new Handshake("", Map.of(), headers, "", Optional.empty());
    }
}
