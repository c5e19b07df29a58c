package io.shardhub.examples.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A load balancer that keeps a browser at its node, by a cookie. */
enum Balancer {
    HAPROXY("haproxy.cfg") {
        @Override
        List<String> command(Path program, Path configuration) {
            return List.of(program.toString(), "-db", "-q", "-f", configuration.toString());
        }
    },
    NGINX("nginx.conf") {
        @Override
        List<String> command(Path program, Path configuration) {
            String folder = String.valueOf(configuration.getParent());
            return List.of(program.toString(), "-p", folder, "-e", "stderr", "-c", configuration.toString());
        }
    };

    /** Where packages install what is not on everybody's path. */
    private static final String SYSTEM_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin";

    private final String template;

    Balancer(String template) {
        this.template = template;
    }

    abstract List<String> command(Path program, Path configuration);

    /** Where it is installed, if it is. */
    Optional<Path> find(Map<String, String> variables) {
        String path = variables.getOrDefault("PATH", "") + ":" + SYSTEM_FOLDERS;
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, toString()))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Writes the configuration for those addresses into a folder. */
    Path configure(Path folder, Map<String, String> values) throws IOException {
        try (InputStream in = Balancer.class.getResourceAsStream("/cluster/" + template)) {
            if (in == null) {
                throw new IOException("/cluster/" + template + " is not on the class path");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            return Files.writeString(folder.resolve(template), text);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
