package io.shardhub.examples.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.examples.quiz.Browser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
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
@Timeout(300)
class LivePageIT {

    private static final int PEERS = 90;
    private static final int HISTORY = 12; // snapshots before a picture is taken
    private static final int COUNTERS = 20; // that the page shows
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
            storm(crowd);
            migration();
            slowClient(crowd);
        }
        page.awaitNumber("active_connections", 1);
        page.awaitTheNumbersOfTheApi();
        assertThat(browser.complaints()).isEmpty();
    }

    @SuppressWarnings("try") // what goes on meanwhile
    private void storm(Crowd crowd) throws Exception {
        try (Repeating storm = server.keepStorming(Duration.ofMillis(10), 100);
                Repeating talk = new Repeating(Duration.ofMillis(200), round -> crowd.say("ECHO", 1))) {
            page.awaitSnapshots(HISTORY);
            assertThat(page.number("active_connections")).isEqualTo(PEERS + 1);
            assertThat(page.holdCountersToTheApi()).isGreaterThanOrEqualTo(COUNTERS);
            assertThat(new BigDecimal(page.value("rates/messages_sent"))).isPositive();
            photograph("storm");
        }
        page.awaitTheNumbersOfTheApi();
        assertThat(page.number("books/sent")).isPositive();
        assertThat(page.number("handlers/ECHO/count")).isPositive();
        assertThat(page.number("books/dropped/outbox_full")).isZero();
    }

    @SuppressWarnings("try") // what goes on meanwhile
    private void migration() throws Exception {
        try (Repeating storm = server.keepStorming(Duration.ofMillis(100), 100);
                Repeating moves = server.keepMoving(Duration.ofMillis(700))) {
            page.awaitText("#shards", "(?s).*drained.*▼.*");
            page.awaitSnapshots(HISTORY);
            assertThat(page.holdCountersToTheApi()).isGreaterThanOrEqualTo(COUNTERS);
            photograph("migration");
        }
        server.reopenAll();
        page.awaitTheNumbersOfTheApi();
        assertThat(page.number("active_connections")).isEqualTo(PEERS + 1);
        assertThat(page.number("movement/moved_clients")).isPositive();

        server.manager().hub().drainShard(0).get(30, TimeUnit.SECONDS);
        page.awaitText("#shards", "(?s).*0 drained.*");
        page.awaitNumber("hub/shards/0/clients", 0);
        page.awaitTheNumbersOfTheApi();
        assertThat(page.number("hub/shards/0/moves/out")).isPositive();
        assertThat(page.heat(0)).as("shard 0: full, then empty").endsWith(0L).anyMatch(warmth -> warmth > 64);
    }

    @SuppressWarnings("try") // what goes on meanwhile
    private void slowClient(Crowd crowd) throws Exception {
        crowd.connectOneThatReadsNothing();
        server.stormUntilItIsSlow(Crowd.DEAF);
        page.awaitText("#alerts", "(?s).*queue age.*");
        try (Repeating storm = server.keepStorming(Duration.ofMillis(100), 100)) {
            page.awaitSnapshots(HISTORY);
            assertThat(page.holdCountersToTheApi()).isGreaterThanOrEqualTo(COUNTERS);
            photograph("slow-client");
        }
        page.awaitTheNumbersOfTheApi();
        assertThat(page.number("books/waiting")).isPositive();
        assertThat(page.number("books/dropped/outbox_full")).isPositive();
        assertThat(page.number("alerts/length")).isEqualTo(1);
        assertThat(page.namesOfCharts())
                .hasSize(3)
                .allSatisfy(name -> assertThat(name).containsPattern("now \\d"));

        server.closeWhoIsSlow();
        page.awaitNumber("slow_clients", 1);
        page.awaitNumber("alerts/length", 0);
        page.awaitTheNumbersOfTheApi();
    }

    private void photograph(String moment) throws IOException {
        for (Look look : Look.values()) {
            page.photograph(look, SCREENSHOTS.resolve(moment + look.suffix() + ".png"));
        }
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
