package io.shardhub.examples.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.examples.quiz.Browser;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The live page in a real browser, while a real hub is under load: every number on it is one of the monitoring API.
 *
 * <p>Left out where there is no Chromium with its driver, but never on a build server.
 */
@Timeout(240)
class LivePageIT {

    private static final int PEERS = 60;
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private WatchedServer server;
    private Browser browser;
    private LivePage page;

    @BeforeEach
    void openPage() throws Exception {
        Browser.assumeInstalled();
        server = WatchedServer.start();
        browser = Browser.start();
        page = new LivePage(browser.open(server.pageUrl()), server);
        page.awaitText("#feed", "live");
    }

    @AfterEach
    void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void showsAStormAMigrationASlowClientAndAnAlertAsTheyAreInTheJson() throws Exception {
        try (Crowd crowd = new Crowd(server)) {
            crowd.connect(PEERS);
            page.awaitTheNumbersOfTheApi();
            assertThat(page.number("active_connections")).isEqualTo(PEERS + 1); // and the page itself

            server.storm(200, 100);
            crowd.say("ECHO", 10);
            page.awaitNumber("handlers/ECHO/count", 10 * PEERS);
            page.awaitTheNumbersOfTheApi();
            assertThat(page.number("books/sent")).isGreaterThanOrEqualTo(210 * PEERS);
            assertThat(page.number("books/dropped/outbox_full")).isZero();

            server.manager().hub().drainShard(0).get(30, TimeUnit.SECONDS);
            page.awaitText("#shards", "(?s).*0 drained.*");
            page.awaitNumber("hub/shards/0/clients", 0);
            page.awaitTheNumbersOfTheApi();
            assertThat(page.number("hub/shards/0/moves/out")).isPositive();
            assertThat(page.heat(0))
                    .as("shard 0: full, then empty")
                    .endsWith(0L)
                    .anyMatch(warmth -> warmth > 128);

            crowd.connectOneThatReadsNothing();
            server.stormUntilItIsSlow(Crowd.DEAF);
            page.awaitText("#alerts", "(?s).*queue age.*");
            page.awaitTheNumbersOfTheApi();
            assertThat(page.number("books/waiting")).isPositive();
            assertThat(page.number("books/dropped/outbox_full")).isPositive();
            assertThat(page.number("alerts/length")).isEqualTo(1);
            assertThat(page.namesOfCharts())
                    .hasSize(3)
                    .allSatisfy(name -> assertThat(name).containsPattern("now \\d"));
            for (Look look : Look.values()) {
                page.photograph(look, SCREENSHOTS.resolve("live-page-" + look + ".png"));
            }

            server.closeWhoIsSlow();
            page.awaitNumber("slow_clients", 1);
            page.awaitNumber("alerts/length", 0);
            page.awaitTheNumbersOfTheApi();
        }
        page.awaitNumber("active_connections", 1);
        page.awaitTheNumbersOfTheApi();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void goesOnWhenItsConnectionIsLost() throws Exception {
        page.awaitTheNumbersOfTheApi();
        server.manager().hub().clients().forEach(client -> client.close(CloseCode.RESTART, "again"));
        page.awaitText("#feed", "closed with 1012|connecting");
        page.awaitText("#feed", "live");
        page.awaitTheNumbersOfTheApi();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsTheNodesOfItsCluster() throws Exception {
        page.awaitText("#cluster", "(?s).*other.*watched.*");
        page.awaitTheNumbersOfTheApi();
        assertThat(page.texts("#nodes th[scope=row]")).containsExactly("other", "watched");
    }
}
