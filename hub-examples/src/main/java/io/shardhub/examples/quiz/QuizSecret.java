package io.shardhub.examples.quiz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardhub.examples.settings.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the tokens of a quiz server are signed with, at least {@value #SHORTEST} bytes. Who knows it can be everybody. */
public final class QuizSecret {

    static final int SHORTEST = 32;

    private static final String VARIABLE = "QUIZ_SECRET";
    private static final String FILE = "secret";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final String text;

    private QuizSecret(String text) {
        this.text = text;
    }

    /** The one that {@code QUIZ_SECRET} gives, if it is set. */
    public static Optional<QuizSecret> read(Map<String, String> variables) {
        return Optional.ofNullable(variables.get(VARIABLE)).map(text -> checked(VARIABLE, text));
    }

    /** The one that is given, or else that of a directory. */
    public static QuizSecret givenOrKept(Optional<QuizSecret> given, Path directory) throws IOException {
        return given.isPresent() ? given.get() : keptIn(directory);
    }

    /**
     * The one of a directory, for those who give none: a random one, made once and kept in a file that nobody else can read, so that
     * players are known again when the server comes back.
     */
    static QuizSecret keptIn(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            make(directory, file);
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> actual = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(actual)) {
                throw new IOException(file + ": " + PosixFilePermissions.toString(actual)
                        + " (expected: readable by its owner only)");
            }
        }
        return checked(file.toString(), Files.readString(file));
    }

    private static void make(Path directory, Path file) throws IOException {
        byte[] random = new byte[SHORTEST];
        new SecureRandom().nextBytes(random);
        Files.createDirectories(directory);
        Path whole = Files.createTempFile(directory, FILE, ".new"); // which nobody else can read, either
        Files.writeString(whole, HexFormat.of().formatHex(random));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static QuizSecret checked(String name, String text) {
        int length = text.getBytes(UTF_8).length;
        if (length < SHORTEST) {
            throw Environment.refusal(name, length + " bytes", "at least " + SHORTEST);
        }
        return new QuizSecret(text);
    }

    /** The text to hand on to other nodes. */
    public String text() {
        return text;
    }

    byte[] bytes() {
        return text.getBytes(UTF_8);
    }
}
