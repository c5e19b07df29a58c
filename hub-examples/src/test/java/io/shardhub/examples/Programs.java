package io.shardhub.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that some tests need and not every machine has. */
public final class Programs {

    private Programs() {}

    /** Where a program is, if it is on the path. */
    public static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
