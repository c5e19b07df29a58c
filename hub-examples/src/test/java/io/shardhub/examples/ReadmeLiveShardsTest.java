package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.ShardedHub;
import io.shardhub.event.HubEvent;
import io.shardhub.options.HubOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README says of live shards. */
class ReadmeLiveShardsTest {

    private static final Path README = Path.of("../README.md");
    private static final Path SOURCE = Path.of("src/test/java/io/shardhub/examples/ReadmeLiveShardsTest.java");
    private static final Pattern SECTION = Pattern.compile("## Live shards\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void theSampleDoesWhatItSays() throws IOException {
        List<String> log = new CopyOnWriteArrayList<>();
        HubOptions options = HubOptions.small();
        ShardedHub hub = new ShardedHub(options.withShards(options.shards().withCount(2)));
        hub.start();
        hub.listen(event -> log.add(event.toString()));
        hub.rebalance().join(); // evens out the load now
        hub.drainShard(1).join(); // everybody moves to other shards
        hub.reopenShard(1).join(); // it takes clients again
        hub.resize(6).join(); // more shards, or fewer
        boolean healthy = hub.snapshot().isHealthy(); // if not, problems() says why
        assertThat(healthy).isTrue();
        assertThat(hub.snapshot().shards()).hasSize(6).allMatch(shard -> shard.accepting());
        assertThat(log).contains(new HubEvent.Resized(2, 6).toString());
        hub.close();
        String sample =
                SAMPLE.matcher(section()).results().findFirst().orElseThrow().group(1);
        assertThat(Files.readString(SOURCE)).contains(sample.indent(8));
    }

    @Test
    void everyEventIsNamed() throws IOException {
        String readme = Files.readString(README);
        assertThat(Stream.of(HubEvent.class.getPermittedSubclasses()).map(Class::getSimpleName))
                .isNotEmpty()
                .allMatch(name -> readme.contains("`" + name + "`"));
    }

    private static String section() throws IOException {
        return SECTION.matcher(Files.readString(README))
                .results()
                .map(result -> result.group(1))
                .findFirst()
                .orElseThrow();
    }
}
