package io.shardhub.jakarta.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries that ask for something which is not there are found out. */
final class PrometheusQueryTest {

    private final PrometheusExport export = new PrometheusExport("""
            # TYPE shardhub_connections gauge
            shardhub_connections{hub="a"} 7.0
            shardhub_shard_connections{hub="a",shard="0"} 3.0
            shardhub_shard_connections{hub="a",shard="1"} 4.0
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "shardhub_clients | shardhub_clients",
                "shardhub_connections{shard=\"0\"} | shardhub_connections{shard}",
                "shardhub_shard_connections{shard=\"9\"} | shardhub_shard_connections{shard=\"9\"}",
                "shardhub_shard_connections{shard!=\"9\"} | shardhub_shard_connections{shard!=\"9\"}",
                "sum by (hub, shard) (shardhub_connections) | shardhub_connections{shard}",
                "shardhub_shard_connections / on (hub, node) shardhub_shard_connections | shardhub_shard_connections{node}",
                "up | a name of the hub"
            })
    void whatIsMissingIsNamed(String query, String missing) {
        assertThat(new PrometheusQuery(query).missingIn(export)).contains(missing);
    }

    @Test
    void whatIsThereIsFound() {
        assertThat(new PrometheusQuery("sum by (hub, instance) (shardhub_shard_connections{hub=~\"$hub\",shard=\"1\"})")
                        .missingIn(export))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shardhub_shard_connections | hub instance job shard",
                "shardhub_shard_connections - shardhub_connections | hub instance job",
                "sum by (shard) (shardhub_shard_connections) | shard",
                "sum(shardhub_shard_connections) | ''"
            })
    void whatComesOutHasTheLabelsThatWereLeft(String query, String labels) {
        assertThat(new PrometheusQuery(query).labels(export))
                .containsExactlyInAnyOrder(labels.isEmpty() ? new String[0] : labels.split(" ", -1));
    }
}
