package io.shardhub.examples.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.examples.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark as people start it, after {@code mvn package}: who takes part, and that nothing is lost; no figure that depends on time. */
class BenchmarkIT {

    @TempDir
    private Path folder;

    @Test
    void everybodyDeliversEverything() throws Exception {
        JsonArray results = benchmark("--containers", "tomcat", "--cases", "broadcast,echo");

        assertThat(results)
                .extracting(BenchmarkIT::name)
                .containsExactly(
                        "tomcat broadcast fast",
                        "tomcat broadcast standard",
                        "tomcat broadcast async",
                        "tomcat broadcast blocking",
                        "tomcat broadcast netty",
                        "tomcat echo fast",
                        "tomcat echo standard",
                        "tomcat echo async",
                        "tomcat echo blocking",
                        "tomcat echo netty");
        assertThat(results).allSatisfy(result -> {
            JsonObject report =
                    result.getAsJsonObject().getAsJsonArray("reports").get(0).getAsJsonObject();
            assertThat(report.getAsJsonObject("connections").get("opened").getAsInt())
                    .isEqualTo(20);
            JsonObject books = report.getAsJsonObject("deliveries").getAsJsonObject("books");
            assertThat(books.get("lost").getAsLong()).isZero();
            assertThat(books.get("delivered").getAsLong()).isPositive();
        });
    }

    @Test
    void idleConnectionsStayOpen() throws Exception {
        JsonArray results = benchmark("--cases", "idle", "--servers", "fast");

        assertThat(results).extracting(BenchmarkIT::name).containsExactly("tomcat idle fast");
        JsonObject report = results.get(0)
                .getAsJsonObject()
                .getAsJsonArray("reports")
                .get(0)
                .getAsJsonObject();
        JsonObject connections = report.getAsJsonObject("connections");
        assertThat(connections.get("opened").getAsInt()).isEqualTo(20);
        assertThat(connections.get("disconnected").getAsInt()).isZero();
    }

    @Test
    void noThreadOfUndertowIsBlocked() throws Exception {
        JsonArray results =
                benchmark("--containers", "undertow", "--cases", "broadcast", "--servers", "fast,async,blocking");

        assertThat(results)
                .extracting(BenchmarkIT::name)
                .containsExactly("undertow broadcast fast", "undertow broadcast async");
    }

    private static String name(JsonElement result) {
        JsonObject named = result.getAsJsonObject();
        return named.get("container").getAsString() + " " + named.get("load").getAsString() + " "
                + named.get("server").getAsString();
    }

    private JsonArray benchmark(String... words) throws Exception {
        Path json = folder.resolve("figures.json");
        List<String> command = new ArrayList<>();
        command.add(Path.of("bin/benchmark").toAbsolutePath().toString());
        command.addAll(List.of(words));
        command.addAll(List.of("--connections", "20", "--warmup", "0", "--seconds", "0.3", "--json", json.toString()));
        try (ServerProcess benchmark = ServerProcess.start(command, Map.of())) {
            assertThat(benchmark.awaitExit())
                    .as(() -> benchmark.lines().toString())
                    .isZero();
        }
        return JsonParser.parseString(Files.readString(json)).getAsJsonArray();
    }
}
