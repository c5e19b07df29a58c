package io.shardhub.jakarta;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Writes what came of every test on every container to {@code target/matrix}, a directory for each container and a file for each
 * class: lines of suite, test, pipe and outcome. The classes may run in several JVMs.
 */
final class MatrixRecorder implements BeforeEachCallback, TestWatcher {

    static final Path DIRECTORY = Path.of("target", "matrix");

    private static final Namespace NAMESPACE = Namespace.create(MatrixRecorder.class);

    private record Part(TestContainer container, Class<?> testClass) {}

    /** What came of some classes; written when the last of them has run. */
    private static final class Results implements AutoCloseable {

        private final Map<Part, SortedMap<String, MatrixOutcome>> outcomes = new ConcurrentHashMap<>();

        synchronized void add(Part part, String test, MatrixOutcome outcome) {
            outcomes.computeIfAbsent(part, key -> new TreeMap<>()).merge(test, outcome, MatrixOutcome::worse);
        }

        @Override
        public synchronized void close() throws IOException {
            for (var entry : outcomes.entrySet()) {
                StringBuilder lines = new StringBuilder();
                entry.getValue()
                        .forEach((test, outcome) ->
                                lines.append(test).append('\t').append(outcome).append('\n'));
                Part part = entry.getKey();
                String version = part.container.version();
                String head = part.container.title() + "\t" + version + "\n";
                Path directory = DIRECTORY.resolve(part.container + "-" + version.replaceFirst("\\..*", ""));
                Files.createDirectories(directory);
                Files.writeString(directory.resolve(part.testClass.getSimpleName()), head + lines);
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        Object suite = context.getRequiredTestInstance();
        for (Field field : ReflectionSupport.findFields(
                suite.getClass(), field -> field.getType() == Rig.class, HierarchyTraversalMode.TOP_DOWN)) {
            field.setAccessible(true);
            rigs(context).put(context.getUniqueId(), field.get(suite));
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        record(context, MatrixOutcome.HOLDS);
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        record(context, MatrixOutcome.DOES_NOT_APPLY);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        record(context, MatrixOutcome.FAILS);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        record(context, MatrixOutcome.DOES_NOT_APPLY);
    }

    /* The store of the test itself is closed before a watcher hears of the outcome. */
    private static ExtensionContext.Store rigs(ExtensionContext context) {
        return context.getParent().orElseThrow().getStore(NAMESPACE);
    }

    private static void record(ExtensionContext context, MatrixOutcome outcome) {
        Rig rig = rigs(context).remove(context.getUniqueId(), Rig.class);
        if (rig != null) {
            Results results = context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(Results.class, key -> new Results(), Results.class);
            String suite = context.getRequiredTestMethod().getDeclaringClass().getSimpleName();
            String test = context.getRequiredTestMethod().getName();
            results.add(
                    new Part(rig.container(), context.getRequiredTestClass()),
                    suite + "\t" + test + "\t" + rig.pipe(),
                    outcome);
        }
    }
}
