package io.shardhub.examples.quiz.game;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with one small JSON file for each quiz, and one that says when the server was last alive. Files are replaced,
 * never changed, so that a server that is killed leaves whole files; a power cut may cost the last change.
 *
 * <p>A failed write is logged and the quiz goes on: it is only lost if the server stops as well.
 *
 * <p><b>Threading:</b> any thread, but one at a time for each quiz.
 */
public final class QuizStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QuizStore.class);
    private static final Gson JSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
    private static final String SUFFIX = ".json";

    /**
     * What is in a file.
     *
     * @param savedAt when it was written, in epoch milliseconds
     */
    record Kept(long savedAt, SavedQuiz quiz) {

        /** Refuses a file without a quiz. */
        Kept {
            Objects.requireNonNull(quiz, "quiz");
        }
    }

    private final Path directory;
    private final FileChannel alive; // its lock says that a server runs, its content when it last did

    private QuizStore(Path directory, FileChannel alive) {
        this.directory = directory;
        this.alive = alive;
    }

    /** Opens a directory, which is made if need be, for this server alone. */
    public static QuizStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel = FileChannel.open(
                directory.resolve("alive"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new QuizStore(directory, channel);
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("a server in this process has the lock", e);
        }
        channel.close();
        throw new IOException(directory + " is in use by another quiz server (expected: a directory of its own)");
    }

    void save(SavedQuiz quiz, long now) {
        try {
            replace(fileOf(quiz.code()), JSON.toJson(new Kept(now, quiz)));
        } catch (IOException e) {
            LOG.error("quiz {} is not saved", quiz.code(), e);
        }
    }

    void delete(String code) {
        try {
            Files.deleteIfExists(fileOf(code));
        } catch (IOException e) {
            LOG.error("quiz {} is not deleted", code, e);
        }
    }

    /** All quizzes; a file that is none is logged and put aside. */
    List<Kept> load() {
        List<Kept> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    all.add(read(file));
                } catch (RuntimeException | CharacterCodingException e) { // also what Gson makes of a refusing record
                    Path aside = file.resolveSibling(file.getFileName() + ".broken");
                    LOG.error("{} is not a quiz, it is put aside as {}: {}", file, aside.getFileName(), e.toString());
                    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be read", e);
        }
        return all;
    }

    /** Notes that the server is alive. */
    void beat(long now) {
        try {
            alive.write(US_ASCII.encode(Long.toString(now)), 0);
        } catch (IOException e) {
            LOG.warn("cannot note that the server is alive: after a restart questions may get too much time", e);
        }
    }

    /** When the server was last alive, in epoch milliseconds; 0 if that is not known. */
    long lastBeat() {
        try {
            ByteBuffer digits = ByteBuffer.allocate(20);
            alive.read(digits, 0);
            return digits.position() == 0
                    ? 0
                    : Long.parseLong(US_ASCII.decode(digits.flip()).toString());
        } catch (IOException | NumberFormatException e) {
            LOG.warn("cannot see when the server was last alive", e);
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            alive.close();
        } catch (IOException e) {
            LOG.warn("{} is not unlocked", directory, e);
        }
    }

    private Path fileOf(String code) {
        return directory.resolve(code + SUFFIX);
    }

    private Kept read(Path file) throws IOException {
        Kept kept = Objects.requireNonNull(JSON.fromJson(Files.readString(file), Kept.class), "empty file");
        if (!file.equals(fileOf(kept.quiz().code()))) {
            throw new IllegalArgumentException("code: " + kept.quiz().code() + " (expected: the name of the file)");
        }
        return kept;
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
