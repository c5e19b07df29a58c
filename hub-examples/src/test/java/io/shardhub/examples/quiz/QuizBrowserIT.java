package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.examples.ServerProcess;
import io.shardhub.redis.fixture.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host and two players play a quiz to its end in a real browser; the server is killed in the middle of a question.
 *
 * <p>Left out where there is no Chromium with its driver, but never on a build server.
 */
class QuizBrowserIT {

    private static final Pattern READY = Pattern.compile("The quiz is at (http://\\S+)");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    private Path data;

    private final Map<String, String> environment = new HashMap<>();
    private int port;
    private ServerProcess server;
    private Browser browser;

    @BeforeEach
    void openBrowser() throws IOException {
        Browser.assumeInstalled();
        port = Ports.free();
        environment.putAll(Map.of(
                "QUIZ_DATA", data.toString(),
                "QUIZ_QUESTIONS", "2",
                "QUIZ_QUESTION_SECONDS", "60",
                "QUIZ_REVEAL_SECONDS", "1"));
        server = startServer();
        browser = Browser.start();
    }

    private ServerProcess startServer() throws IOException {
        return ServerProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        QuizServer.class.getName(),
                        Integer.toString(port)),
                environment);
    }

    @AfterEach
    void closeAll() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aHostAndTwoPlayersPlayToTheEndAlthoughTheServerIsKilledInBetween() throws Exception {
        String url = server.awaitLine(READY);
        Browser.Tab host = browser.open(url);
        host.click("host");
        host.awaitPhase("lobby");
        String code = host.awaitText("quiz-code", "(\\s*[A-Z]){4}").replaceAll("\\s", ""); // a tile for each letter

        Browser.Tab ann = join(url, code, "Ann");
        Browser.Tab bob = join(url, code, "Bob");
        host.awaitCount("player-row", 2);
        ann.click("ready");
        bob.click("ready");
        host.screenshot(SCREENSHOTS.resolve("host-lobby.png"));
        host.click("start");

        ann.awaitPhase("question");
        bob.awaitPhase("question");
        String question = ann.awaitText("question-text", ".+");
        bob.until("the same question", () -> bob.text("question-text").equals(question));
        ann.click("option-0");

        killAndRestart(host, ann, bob, question);

        bob.click("option-1"); // all have answered: the answer that Ann gave before the crash still counts
        ann.until("a result", () -> !ann.text("answer-result").isBlank());
        ann.screenshot(SCREENSHOTS.resolve("player-reveal.png"));
        ann.until(
                "the next question",
                () -> ann.attribute("phase", "data-phase").equals("question")
                        && !ann.text("question-text").equals(question));
        host.screenshot(SCREENSHOTS.resolve("host-question.png"));
        ann.click("option-2");
        bob.click("option-3");

        assertEnded(host, ann, bob);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theFrontDoorFitsWindowsOfEveryWidth() {
        Browser.Tab tab = browser.open(server.awaitLine(READY));
        tab.awaitPhase("landing");
        for (int width = 500; width <= 1_500; width += 50) {
            browser.widen(width);
            assertThat(tab.overflows()).as("at " + width).isFalse();
        }
    }

    @Test
    void aPageRenewsItsTokenAndKeepsItsConnectionAndItsSeat() throws Exception {
        server.stop();
        server.awaitExit();
        environment.put("QUIZ_TOKEN_SECONDS", "2");
        server = startServer();
        String url = server.awaitLine(READY);
        Browser.Tab host = browser.open(url);
        host.click("host");
        host.awaitPhase("lobby");
        String code = host.awaitText("quiz-code", "(\\s*[A-Z]){4}").replaceAll("\\s", "");
        Browser.Tab ann = join(url, code, "Ann");
        ann.awaitState("open");
        ann.run("const light = document.getElementById('connection'); window.unlit = 0;"
                + "new MutationObserver(() => { if (light.dataset.state !== 'open') window.unlit++; })"
                + ".observe(light, { attributes: true }); return true;");
        String first = token(ann);
        ann.until("a second token", () -> !token(ann).equals(first));
        String second = token(ann);
        ann.until("a third token", () -> !token(ann).equals(second));

        ann.click("ready");
        host.until(
                "Ann is ready", () -> host.attribute("player-row", "data-ready").equals("true"));
        assertThat(ann.run("return window.unlit")).isEqualTo(0L);
        host.click("start");
        ann.awaitPhase("question");
        assertThat(browser.complaints()).isEmpty();
    }

    private static String token(Browser.Tab tab) {
        return String.valueOf(tab.run("return JSON.parse(sessionStorage.getItem('shardhub.quiz')).token"));
    }

    private void killAndRestart(Browser.Tab host, Browser.Tab ann, Browser.Tab bob, String question) throws Exception {
        server.kill();
        ann.awaitState("waiting");
        bob.awaitState("waiting");
        host.awaitState("waiting");
        ann.screenshot(SCREENSHOTS.resolve("player-while-the-server-is-away.png"));
        server = startServer();
        server.awaitLine(READY);
        for (Browser.Tab tab : List.of(host, ann, bob)) {
            tab.awaitState("open");
            tab.awaitPhase("question");
            tab.until("the same question", () -> tab.text("question-text").equals(question));
        }
    }

    private void assertEnded(Browser.Tab host, Browser.Tab ann, Browser.Tab bob) throws IOException {
        for (Browser.Tab tab : List.of(host, ann, bob)) {
            tab.awaitPhase("ended");
            assertThat(tab.overflows()).isFalse();
        }
        host.until(
                "both on the podium", // they appear one after the other
                () -> host.text("podium").contains("Ann") && host.text("podium").contains("Bob"));
        host.screenshot(SCREENSHOTS.resolve("host-podium.png"));
    }

    private Browser.Tab join(String url, String code, String name) {
        Browser.Tab tab = browser.open(url + "?quiz=" + code);
        tab.awaitPhase("landing");
        tab.type("nickname", name);
        tab.click("join");
        tab.awaitPhase("lobby");
        return tab;
    }
}
