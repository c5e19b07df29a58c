package io.shardhub.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lives in the heap of another process, after a full collection. */
public record LiveHeap(String histogram) {

    /** Collects that process's garbage and looks at what is left. */
    public static LiveHeap of(long pid) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        return new LiveHeap(new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** The bytes of all objects. */
    public long bytes() {
        return number("(?m)^Total +\\d+ +(\\d+)");
    }

    /** How many objects are of that class; none if it is not there. */
    public long instancesOf(String className) {
        String line = "(?m)^ *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(className) + "(?: |$)";
        return Pattern.compile(line).matcher(histogram).find() ? number(line) : 0;
    }

    /** Which of the histogram's lines speak of that. */
    public List<String> linesWith(String text) {
        return histogram.lines().filter(line -> line.contains(text)).toList();
    }

    private long number(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(histogram);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + histogram);
        }
        return Long.parseLong(matcher.group(1));
    }
}
