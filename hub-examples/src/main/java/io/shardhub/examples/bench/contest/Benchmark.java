package io.shardhub.examples.bench.contest;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.shardhub.examples.container.Container;
import io.shardhub.examples.load.LoadException;
import io.shardhub.examples.load.LoadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The benchmark as a program; {@code --help} says what it can. */
public final class Benchmark {

    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeSpecialFloatingPointValues()
            .create();

    private Benchmark() {}

    /** Runs it; the property {@code benchmark.bin} says where the programs are. */
    public static void main(String[] words) {
        System.exit(run(List.of(words), Path.of(System.getProperty("benchmark.bin", "bin"))));
    }

    private static int run(List<String> words, Path bin) {
        if (words.contains("--help")) {
            System.out.print(ContestOptions.USAGE);
            return 0;
        }
        try {
            ContestOptions options = ContestOptions.parse(words);
            List<Standings> all = new ArrayList<>();
            for (Container container : options.containers()) {
                try (Contest contest = new Contest(bin, container, options, Benchmark::announce)) {
                    Thread atEnd = new Thread(contest::close, "benchmark-shutdown"); // also after Ctrl-C
                    Runtime.getRuntime().addShutdownHook(atEnd);
                    for (Case load : options.cases()) {
                        Standings standings = contest.run(load);
                        all.add(standings);
                        show(options, standings);
                    }
                }
            }
            write(options, all);
            return all.stream().allMatch(Standings::isClean) ? 0 : 2;
        } catch (IllegalArgumentException | IOException | LoadException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static void announce(String turn) {
        System.err.println(turn);
    }

    private static void show(ContestOptions options, Standings standings) {
        if (!"-".equals(options.json())) {
            System.out.println(standings);
            System.out.println();
        }
    }

    private static void write(ContestOptions options, List<Standings> all) throws IOException {
        String file = options.json();
        if (file == null) {
            return;
        }
        String json = JSON.toJson(
                all.stream().flatMap(standings -> results(standings).stream()).toList());
        if (file.equals("-")) {
            System.out.println(json);
        } else {
            Files.writeString(Path.of(file), json + System.lineSeparator());
        }
    }

    /**
     * What one contestant did.
     *
     * @param container where
     * @param load under which load
     * @param server who
     * @param ratios its main figure as a multiple of each other contestant's
     * @param reports of all rounds
     */
    private record Result(
            String container, String load, String server, Map<String, Double> ratios, List<LoadReport> reports) {}

    private static List<Result> results(Standings standings) {
        List<Result> results = new ArrayList<>();
        standings.reports().forEach((who, reports) -> {
            Map<String, Double> ratios = new LinkedHashMap<>();
            standings
                    .reports()
                    .keySet()
                    .forEach(other ->
                            standings.ratio(who, other).ifPresent(ratio -> ratios.put(other.toString(), ratio)));
            results.add(new Result(
                    standings.container().toString(), standings.load().toString(), who.toString(), ratios, reports));
        });
        return results;
    }
}
