package io.shardhub.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.examples.LiveHeap;
import io.shardhub.examples.ServerProcess;
import io.shardhub.examples.WebSocketPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The real war in real, unchanged Tomcats, each in a process of its own. */
class EmbedWarIT {

    /** Tomcat has one for each application, and none for itself. */
    private static final String APPLICATION = "org.apache.catalina.loader.ParallelWebappClassLoader";

    private static final Path WAR = Path.of(System.getProperty("embed.war"));

    @TempDir
    private Path base;

    static List<Path> servers() throws IOException {
        try (Stream<Path> homes = Files.list(Path.of(System.getProperty("embed.servers")))) {
            return homes.sorted().toList();
        }
    }

    @Test
    void thereIsAServerOfEachMajorVersion() throws IOException {
        assertThat(servers())
                .extracting(home -> home.getFileName().toString().replaceFirst("\\.\\d+$", ""))
                .containsExactly("apache-tomcat-10.1", "apache-tomcat-11.0");
    }

    @Test
    void bringsTheHubAndNothingOfTheContainer() throws IOException {
        try (JarFile war = new JarFile(WAR.toFile())) {
            assertThat(war.stream().map(JarEntry::getName).filter(name -> name.startsWith("WEB-INF/lib/")))
                    .extracting(name -> name.replaceFirst("WEB-INF/lib/(.*?)(-\\d.*)?$", "$1"))
                    .contains("hub-api", "hub-core", "hub-jsr356", "gson", "jctools-core", "HdrHistogram", "slf4j-api")
                    .noneMatch(name -> name.contains("tomcat") || name.contains("jakarta"));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void runsInAStockTomcat(Path home) throws Exception {
        try (ServerProcess tomcat = start(home)) {
            String url = url(tomcat);

            assertThat(get("http://" + url)).contains("A hub in your application");
            assertThat(get("http://" + url + "shardhub/hub-client.js")).contains("class HubClient");
            try (WebSocketPeer ann = WebSocketPeer.connect("ws://" + url + "ws?user=ann");
                    WebSocketPeer bob = WebSocketPeer.connect("ws://" + url + "ws?user=bob")) {
                ann.sendText("{\"type\":\"SAY\",\"data\":\"hello\"}");
                assertThat(bob.awaitText("SAID")).isEqualTo("{\"type\":\"SAID\",\"data\":\"hello\"}");
                bob.sendText("{\"type\":\"SAY\",\"data\":\"and hello\"}");
                // two handlers, two threads: nothing says which of them ann hears first
                assertThat(List.of(ann.awaitText("SAID"), ann.awaitText("SAID")))
                        .containsExactlyInAnyOrder(
                                "{\"type\":\"SAID\",\"data\":\"hello\"}", "{\"type\":\"SAID\",\"data\":\"and hello\"}");

                tomcat.stop();

                assertThat(ann.awaitClose()).isEqualTo(1001);
            }
            tomcat.awaitExit();
            assertThat(tomcat.lines())
                    .as("errors, and complaints about threads that were left behind")
                    .noneMatch(line -> line.matches(".*(SEVERE|ERROR|WebappClassLoaderBase).*"));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void leavesNoClassLoaderBehind(Path home) throws Exception {
        try (ServerProcess tomcat = start(home)) {
            String url = "ws://" + url(tomcat) + "ws?user=ann";
            assertThat(LiveHeap.of(tomcat.pid()).instancesOf(APPLICATION)).isOne();
            try (WebSocketPeer ann = WebSocketPeer.connect(url);
                    WebSocketPeer bob = WebSocketPeer.connect(url)) {
                ann.sendText("{\"type\":\"SAY\",\"data\":\"hello\"}");
                assertThat(bob.awaitText("SAID")).isEqualTo("{\"type\":\"SAID\",\"data\":\"hello\"}");

                Files.delete(base.resolve("webapps/embed.war")); // the server looks for that

                assertThat(ann.awaitClose()).isEqualTo(1001);
            }
            tomcat.awaitLine(Pattern.compile("(Undeploying context \\[/embed])"));
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        LiveHeap heap = LiveHeap.of(tomcat.pid());
                        assertThat(heap.instancesOf(APPLICATION))
                                .as("class loaders of applications")
                                .isZero();
                        assertThat(heap.linesWith("io.shardhub.")).isEmpty();
                    });
        }
    }

    private ServerProcess start(Path home) throws IOException {
        prepare(home);
        return ServerProcess.start(
                List.of("sh", home.resolve("bin/catalina.sh").toString(), "run"),
                Map.of("CATALINA_BASE", base.toString(), "CATALINA_HOME", home.toString()));
    }

    /** Waits until it has started; gives where the application is. */
    private static String url(ServerProcess tomcat) {
        String port = tomcat.awaitLine(Pattern.compile("Starting ProtocolHandler \\[\"http-nio-.*?(\\d+)\"]"));
        tomcat.awaitLine(Pattern.compile("(Server startup in)"));
        return "127.0.0.1:" + port + "/embed/";
    }

    /** A base directory with the server's own configuration, except for its ports, and that it looks for changes every second. */
    private void prepare(Path home) throws IOException {
        Path conf = Files.createDirectory(base.resolve("conf"));
        try (Stream<Path> files = Files.list(home.resolve("conf"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, conf.resolve(file.getFileName()));
            }
        }
        String server = Files.readString(conf.resolve("server.xml"));
        assertThat(server).contains("<Server port=\"8005\"", "<Connector port=\"8080\"", "defaultHost=\"localhost\">");
        Files.writeString(
                conf.resolve("server.xml"),
                server.replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                        .replace(
                                "defaultHost=\"localhost\">",
                                "defaultHost=\"localhost\" backgroundProcessorDelay=\"1\">")
                        .replace("<Connector port=\"8080\"", "<Connector address=\"127.0.0.1\" port=\"0\""));
        for (String directory : List.of("logs", "temp", "webapps", "work")) {
            Files.createDirectory(base.resolve(directory));
        }
        Files.copy(WAR, base.resolve("webapps/embed.war"));
    }

    private static String get(String url) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        return response.body();
    }
}
