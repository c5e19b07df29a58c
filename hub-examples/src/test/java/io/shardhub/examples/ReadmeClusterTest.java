package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.core.HubParts;
import io.shardhub.core.Manager;
import io.shardhub.options.HubOptions;
import io.shardhub.redis.RedisClusterBus;
import io.shardhub.redis.RedisOptions;
import io.shardhub.redis.fixture.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of several nodes. */
class ReadmeClusterTest {

    private static final Path SOURCE = Path.of("src/test/java/io/shardhub/examples/ReadmeClusterTest.java");
    private static final Pattern SAMPLE = Pattern.compile("## Several nodes\n.*?```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void theSampleMakesNodesOfACluster() throws IOException {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("../README.md")));
        assertThat(sample.find()).isTrue();
        assertThat(Files.readString(SOURCE)).contains(sample.group(1).indent(8));
        try (RedisServer server = RedisServer.start();
                Manager a = node("a", server).start();
                Manager b = node("b", server).start()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> a.cluster().nodes().size() == 2
                            && b.cluster().nodes().size() == 2);
        }
    }

    private static Manager node(String name, RedisServer server) {
        Properties properties = new Properties();
        properties.setProperty("hub.name", name);
        properties.setProperty("hub.redis.address", "127.0.0.1:" + server.port());
        properties.setProperty("hub.redis.mode", "streams");
        HubOptions options = HubOptions.from(properties); // hub.name differs from node to node
        RedisOptions redis = RedisOptions.from(properties, options.cluster()); // hub.redis.address = redis.example:6379
        Manager manager =
                Manager.create(options, HubParts.defaults().withCluster(new RedisClusterBus(redis, options.cluster())));
        return manager;
    }
}
