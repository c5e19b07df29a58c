package io.shardhub.jakarta;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of the suites, container by container, as tables. */
record Matrix(List<Column> columns) {

    /** The suites in the order of the page, with their titles. */
    private static final Map<String, String> TITLES = titles();

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("ConnectionContract", "A session as a connection");
        titles.put("SessionScenarios", "Messages");
        titles.put("EndScenarios", "Ends");
        titles.put("StoppingServerTest", "Servers that stop while peers come in");
        titles.put("StalledPeerTest", "Peers that stop reading, with a whole hub");
        titles.put("BadInputTest", "Bad input, with a whole hub");
        titles.put("BatchTest", "Batches, with a whole hub");
        titles.put("CompressionTest", "Compression, with a whole hub");
        titles.put("ServletTest", "Coming in through HubServlet");
        titles.put("DeploymentTest", "Coming in through HubDeployment");
        return titles;
    }

    /** One container: outcomes by suite, test and pipe. */
    record Column(String title, String version, Map<String, Map<String, Map<PipeChoice, MatrixOutcome>>> outcomes) {

        static Column read(Path directory) throws IOException {
            String[] head = {};
            Map<String, Map<String, Map<PipeChoice, MatrixOutcome>>> outcomes = new TreeMap<>();
            for (Path file : filesIn(directory)) {
                List<String> lines = Files.readAllLines(file);
                head = lines.get(0).split("\t", -1);
                for (String line : lines.subList(1, lines.size())) {
                    String[] cells = line.split("\t", -1);
                    outcomes.computeIfAbsent(cells[0], suite -> new TreeMap<>())
                            .computeIfAbsent(cells[1], test -> new EnumMap<>(PipeChoice.class))
                            .merge(PipeChoice.valueOf(cells[2]), MatrixOutcome.valueOf(cells[3]), MatrixOutcome::worse);
                }
            }
            return new Column(head[0], head[1], outcomes);
        }

        private String cell(String suite, String test) {
            Map<PipeChoice, MatrixOutcome> byPipe =
                    outcomes.getOrDefault(suite, Map.of()).getOrDefault(test, Map.of());
            if (byPipe.containsValue(MatrixOutcome.FAILS)) {
                return "**no**";
            }
            List<String> holds = byPipe.entrySet().stream()
                    .filter(entry -> entry.getValue() == MatrixOutcome.HOLDS)
                    .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT))
                    .toList();
            return holds.isEmpty() ? "\u2013" : holds.size() == 2 ? "yes" : holds.get(0);
        }
    }

    /** What was recorded in that directory. */
    static Matrix read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new Matrix(List.of());
        }
        List<Column> columns = new ArrayList<>();
        for (Path container : filesIn(directory)) {
            columns.add(Column.read(container));
        }
        return new Matrix(columns);
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    String toMarkdown() {
        StringBuilder page = new StringBuilder();
        TITLES.forEach((suite, title) -> page.append(table(suite, title)));
        return page.toString();
    }

    private String table(String suite, String title) {
        String head = columns.stream()
                .map(column -> " " + column.title() + " " + column.version() + " |")
                .collect(Collectors.joining("", "| |", "\n"));
        String rows = columns.stream()
                .flatMap(column -> column.outcomes().getOrDefault(suite, Map.of()).keySet().stream())
                .distinct()
                .sorted()
                .map(test -> columns.stream()
                        .map(column -> " " + column.cell(suite, test) + " |")
                        .collect(Collectors.joining("", "| " + sentence(test) + " |", "\n")))
                .collect(Collectors.joining());
        return "### " + title + "\n\n" + head + "|---".repeat(columns.size() + 1) + "|\n" + rows + "\n";
    }

    /** {@code aPeerThatGets1009} as a sentence. */
    static String sentence(String test) {
        return test.replaceAll("(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])|(?<=A)(?=[0-9A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
