package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shardhub.auth.Identity;
import io.shardhub.core.HubParts;
import io.shardhub.core.ShardedHub;
import io.shardhub.options.HubOptions;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of strategies. */
class ReadmeStrategiesTest {

    private static final Path SOURCE = Path.of("src/test/java/io/shardhub/examples/ReadmeStrategiesTest.java");
    private static final Pattern SECTION = Pattern.compile("## Which shard owns a client\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)`( \\(default\\))? \\|");
    private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL);

    private static final HubOptions OPTIONS = HubOptions.small();

    /** Keeps the first shard for the few. */
    private static final class VipSharding implements ShardingStrategy {
        @Override
        public int shardFor(Identity identity, List<ShardLoad> shards) {
            return identity.userId().startsWith("vip-") ? 0 : shards.size() - 1;
        }
    }

    @Test
    void theTableNamesEveryStrategyThatIsBuiltInAndTheDefault() throws IOException {
        assertThat(ROW.matcher(section()).results().map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        HubParts.defaults().strategies().keySet());
        assertThat(ROW.matcher(section())
                        .results()
                        .filter(row -> row.group(2) != null)
                        .map(row -> row.group(1)))
                .containsExactly(OPTIONS.shards().strategy());
    }

    @Test
    void oneLineRegistersAStrategyOfOnesOwn() throws IOException {
        HubParts parts = HubParts.defaults().withStrategy("vip", VipSharding::new);

        List<String> samples = SAMPLE.matcher(section())
                .results()
                .map(result -> result.group(1))
                .toList();
        assertThat(samples).hasSize(1);
        assertThat(Files.readString(SOURCE)).contains("        " + samples.get(0) + "\n");
        assertThat(parts.strategies().get("vip").get()).isInstanceOf(VipSharding.class);
        HubOptions named = OPTIONS.withShards(OPTIONS.shards().withStrategy("vip"));
        assertThatCode(() -> new ShardedHub(named, parts)).doesNotThrowAnyException();
    }

    @Test
    void unknownNameIsRefusedUnlessTheStrategyIsGivenInCode() {
        HubOptions unknown = OPTIONS.withShards(OPTIONS.shards().withStrategy("vip"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ShardedHub(unknown));
        assertThatCode(() -> new ShardedHub(unknown, HubParts.defaults().withStrategy(new VipSharding())))
                .doesNotThrowAnyException();
    }

    private static String section() throws IOException {
        return SECTION.matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map(result -> result.group(1))
                .findFirst()
                .orElseThrow();
    }
}
