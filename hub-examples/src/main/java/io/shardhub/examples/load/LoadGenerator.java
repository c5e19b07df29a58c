package io.shardhub.examples.load;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The load generator as a program; {@code --help} says what it can. */
public final class LoadGenerator {

    private static final Gson JSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private LoadGenerator() {}

    /** Runs it. */
    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) {
        try {
            Arguments arguments = Arguments.parse(words);
            if (arguments.help()) {
                System.out.print(Arguments.USAGE);
                return 0;
            }
            LoadReport report = LoadRun.run(arguments.options(), LoadGenerator::show);
            System.err.println();
            print(arguments, report);
            return report.isClean() ? 0 : 2;
        } catch (IllegalArgumentException | LoadException | IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static void print(Arguments arguments, LoadReport report) throws IOException {
        String file = arguments.json();
        if ("-".equals(file)) {
            System.out.println(JSON.toJson(report));
            return;
        }
        if (file != null) {
            Files.writeString(Path.of(file), JSON.toJson(report) + System.lineSeparator());
        }
        System.out.println(Table.of(arguments.options(), report));
    }

    /** One line that is written again and again. */
    private static void show(Progress progress) {
        System.err.print(String.format(
                Locale.ROOT,
                "\r%6.0f s  %-10s  %,d open  %,d deliveries   ",
                progress.seconds(),
                progress.phase(),
                progress.open(),
                progress.received()));
    }
}
