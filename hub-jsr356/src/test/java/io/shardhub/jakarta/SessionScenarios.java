package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.CloseCode;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Frame;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;

/** What messages do on every container and every route. A subclass names the server and adds how peers are refused. */
@Timeout(60)
abstract class SessionScenarios {

    static {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @Parameter
    Rig rig;

    final TestGateway gateway = new TestGateway();
    private final List<RawPeer> peers = new CopyOnWriteArrayList<>();
    private TestServer server;

    abstract TestServer start() throws Exception;

    @BeforeEach
    final void startServer() throws Exception {
        server = start();
    }

    /** Ends everything; no thread of the adapter may be left behind, and no end have been reported twice. */
    @AfterEach
    final void stopServer() throws Exception {
        for (RawPeer peer : peers) {
            peer.close();
            // Tomcat closes without waiting for a write that is about to return, and may send its record once more.
            assertThat(peer.isGarbled() && rig.container() != TestContainer.TOMCAT)
                    .isFalse();
        }
        server.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("shardhub-closer-")));
        for (TestGateway.Accepted accepted : gateway.accepted()) {
            assertThat(accepted.receiver().closings()).hasSizeLessThanOrEqualTo(1);
        }
    }

    final int port() {
        return server.port();
    }

    final RawPeer keep(RawPeer peer) {
        peers.add(peer);
        return peer;
    }

    RawPeer ask(String headers) throws IOException {
        return keep(RawPeer.ask(port(), "/ws?user=7", headers));
    }

    RawPeer open() throws IOException {
        return keep(RawPeer.open(port(), "/ws?user=7"));
    }

    RawPeer openSmall() throws IOException {
        return keep(RawPeer.openSmall(port(), "/ws?user=7"));
    }

    /** Runs on a thread of its own; in the common pool of a small machine there is only one for all. */
    static CompletableFuture<Void> aside(Executable call) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        call.execute();
                        end.complete(null);
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                },
                "aside");
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    /** Writes as a hub does, and waits for the end of the write. */
    static void send(Connection connection, String text) throws Exception {
        send(connection, text, () -> {});
    }

    /** The same; says whenever the connection has been given the text, whether it took it or not. */
    static void send(Connection connection, String text, Runnable tried) throws Exception {
        CompletableFuture<Void> written = new CompletableFuture<>();
        WriteListener listener = (token, failure) -> {
            if (failure == null) {
                written.complete(null);
            } else {
                written.completeExceptionally(failure);
            }
        };
        WriteResult result = await().until(
                        () -> {
                            WriteResult answer = connection.trySend(Frame.text(text), 1, listener);
                            tried.run();
                            return answer;
                        },
                        began -> began != WriteResult.BUSY);
        if (result == WriteResult.PENDING) {
            written.get(5, TimeUnit.SECONDS);
        } else {
            assertThat(result).isEqualTo(WriteResult.SENT);
            assertThat(written).isNotDone();
        }
    }

    /** Writes until the peer, which does not read, takes no more; a write is pending afterwards. */
    static void fill(Connection connection, WriteListener listener) throws Exception {
        Frame frame = Frame.text("x".repeat(1 << 23)); // more than the buffers of a system take by default
        for (long token = 1; token <= 8; token++) {
            CompletableFuture<Void> written = new CompletableFuture<>();
            WriteListener both = (endedToken, failure) -> {
                written.complete(null);
                listener.written(endedToken, failure);
            };
            if (connection.trySend(frame, token, both) == WriteResult.PENDING) {
                try {
                    written.get(300, TimeUnit.MILLISECONDS);
                } catch (TimeoutException stalled) {
                    return;
                }
            }
        }
        throw new AssertionError("64 MiB went to a peer that does not read");
    }

    static void awaitClosed(TestGateway.Accepted accepted) {
        await().until(() -> accepted.receiver().closed().isPresent());
    }

    static void assertReportedOnce(TestGateway.Accepted accepted) {
        assertReportedOnce(List.of(accepted));
    }

    /** For a while, too; what comes even later is found when the server has ended. */
    static void assertReportedOnce(List<TestGateway.Accepted> all) {
        all.forEach(SessionScenarios::awaitClosed);
        await().during(200, TimeUnit.MILLISECONDS)
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(all)
                        .allSatisfy(accepted ->
                                assertThat(accepted.receiver().closings()).hasSize(1)));
    }

    @Test
    void identityIsThatOfTheHandshake() throws Exception {
        open();
        assertThat(gateway.first().identity().userId()).isEqualTo("7");
    }

    @Test
    void messagesOfThePeerReachTheReceiver() throws Exception {
        RawPeer peer = open();
        peer.text("hello");
        peer.text("Grüße \uD83D\uDE80");
        peer.textInTwoFrames("one ", "whole");
        peer.binary(300);
        peer.control(RawPeer.PONG, new byte[0]);
        TestGateway.Accepted accepted = gateway.first();
        await().until(() -> accepted.receiver().pongs() == 1);
        assertThat(accepted.receiver().texts()).containsExactly("hello", "Grüße \uD83D\uDE80", "one whole");
        assertThat(accepted.receiver().binaries()).containsExactly(300);
        assertThat(accepted.receiver().violations()).isEmpty();
        assertThat(accepted.receiver().closed()).isEmpty();
    }

    @Test
    void aMessageOfTheLargestSizeArrivesInOnePiece() throws Exception {
        RawPeer peer = open();
        String largest = "x" + "é".repeat(32_767) + "x"; // 65,536 bytes; reads end inside of characters
        peer.text(largest);
        await().until(() -> !gateway.first().receiver().texts().isEmpty());
        assertThat(gateway.first().receiver().texts()).containsExactly(largest);
    }

    @Test
    void aMessageThatIsTooBigEndsTheSessionWith1009() throws Exception {
        gateway.limit(1_000);
        RawPeer peer = open();
        peer.text("x".repeat(1_001));
        assertThat(peer.readCloseCode()).isEqualTo(1009);
        assertReportedOnce(gateway.first());
        assertThat(gateway.first().receiver().closed())
                .hasValueSatisfying(
                        reason -> assertThat(reason.is(CloseCode.TOO_BIG)).isTrue());
        assertThat(gateway.first().receiver().texts()).isEmpty();
    }

    @Test
    void theLimitCountsBytesAndNotChars() throws Exception {
        gateway.limit(1_000);
        RawPeer peer = open();
        peer.text("é".repeat(500));
        peer.text("é".repeat(501));
        assertThat(peer.readCloseCode()).isEqualTo(1009);
        assertThat(gateway.first().receiver().texts()).containsExactly("é".repeat(500));
    }

    @Test
    void aBinaryMessageThatIsTooBigEndsTheSessionWith1009() throws Exception {
        gateway.limit(1_000);
        RawPeer peer = open();
        peer.binary(1_001);
        assertThat(peer.readCloseCode()).isEqualTo(1009);
        assertThat(gateway.first().receiver().binaries()).isEmpty();
    }

    @Test
    void whatIsWrittenReachesThePeerInOrder() throws Exception {
        RawPeer peer = open();
        Connection connection = gateway.first().connection();
        send(connection, "one");
        send(connection, "x".repeat(100_000));
        send(connection, "three");
        assertThat(peer.readText(100_008)).isEqualTo("one" + "x".repeat(100_000) + "three");
    }

    @Test
    void framesStayWholeWhileThePeerReadsLateAndPings() throws Exception {
        RawPeer peer = openSmall();
        Connection connection = gateway.first().connection();
        List<String> texts = IntStream.range(0, 150)
                .mapToObj(number -> number + "x".repeat(number * 9_973 % 400_000))
                .toList();
        CompletableFuture<Void> sent = aside(() -> {
            for (String text : texts) {
                send(connection, text);
            }
        });
        CompletableFuture<Void> pinged = aside(() -> {
            for (int number = 0; !sent.isDone(); number++) {
                peer.control(
                        RawPeer.PING,
                        ByteBuffer.allocate(Integer.BYTES).putInt(0, number).array());
                Thread.sleep(1);
            }
        });
        StringBuilder message = new StringBuilder();
        List<String> heard = new ArrayList<>();
        List<Integer> pongs = new ArrayList<>();
        while (heard.size() < texts.size()) {
            RawPeer.Frame frame = peer.read();
            if (frame.opcode() == RawPeer.PONG) {
                pongs.add(frame.payload().getInt());
                continue;
            }
            message.append(frame.text());
            if (frame.fin()) {
                heard.add(message.toString());
                message.setLength(0);
                Thread.sleep(heard.size() % 5); // so that the server finds buffers full
            }
        }
        pinged.get(5, TimeUnit.SECONDS);
        assertThat(heard).isEqualTo(texts);
        assertThat(pongs).isNotEmpty().isSorted().doesNotHaveDuplicates();
    }

    @Test
    void framesStayWholeBehindAnswersThatFillTheSocket() throws Exception {
        RawPeer peer = openSmall();
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> pinged = aside(
                () -> { // Tomcat ends a session that takes no answers for 2 s
                    for (int number = 0; number < 60_000; number++) {
                        peer.control(
                                RawPeer.PING,
                                ByteBuffer.allocate(125).putInt(0, number).array());
                        asked.set(number);
                    }
                });
        AtomicInteger before = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(100)).until(() -> before.getAndSet(asked.get()) == asked.get());
        String text = "x".repeat(100_000);
        CountDownLatch tried = new CountDownLatch(1);
        CompletableFuture<Void> sent = aside(() -> {
            for (int number = 0; number < 20; number++) {
                send(gateway.first().connection(), number + text, tried::countDown);
            }
        });
        assertThat(tried.await(5, TimeUnit.SECONDS)).isTrue(); // else all of it might find an empty socket
        StringBuilder heard = new StringBuilder();
        int pongs = 0;
        while (pongs < 60_000 || heard.length() < 20 * text.length() + 30) {
            RawPeer.Frame frame = peer.read();
            if (frame.opcode() == RawPeer.PONG) {
                assertThat(frame.payload().getInt()).isEqualTo(pongs++);
            } else {
                heard.append(frame.text());
            }
        }
        pinged.get(5, TimeUnit.SECONDS);
        sent.get(5, TimeUnit.SECONDS);
        assertThat(heard.toString())
                .isEqualTo(
                        IntStream.range(0, 20).mapToObj(number -> number + text).collect(Collectors.joining()));
    }

    @Test
    void nothingFollowsTheAnswerToAClose() throws Exception {
        for (int round = 0; round < 100; round++) {
            RawPeer peer = open();
            Connection connection = gateway.get(round).connection();
            CompletableFuture<Void> sent = aside(() -> {
                WriteResult result;
                do {
                    result = connection.trySend(Frame.text("until it is closed"), 1, (token, failure) -> {});
                } while (result != WriteResult.CLOSED);
            });
            peer.read();
            peer.close(1000);
            try {
                assertThat(peer.readCloseCode()).isEqualTo(1000);
                assertThat(peer.readToEnd()).isEmpty();
            } catch (EOFException e) { // over the standard API Tomcat gives no answer while it writes
                assertThat(rig.pipe()).isEqualTo(PipeChoice.STANDARD);
            } catch (SSLException e) { // the same, and the record under way leaves twice
                assertThat(rig).isEqualTo(new Rig(TestContainer.TOMCAT, PipeChoice.STANDARD));
            }
            sent.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPingArrives() throws Exception {
        RawPeer peer = open();
        CompletableFuture<Long> written = new CompletableFuture<>();
        WriteResult result = gateway.first().connection().tryPing(9, (token, failure) -> written.complete(token));
        assertThat(peer.read().opcode()).isEqualTo(RawPeer.PING);
        if (result == WriteResult.PENDING) {
            assertThat(written.get(5, TimeUnit.SECONDS)).isEqualTo(9);
        } else {
            assertThat(result).isEqualTo(WriteResult.SENT);
        }
        send(gateway.first().connection(), "after");
        assertThat(peer.read().text()).isEqualTo("after");
    }

    @Test
    void aTextThatIsNotUnicodeCostsNoMoreThanTheConnection() throws Exception {
        open();
        TestGateway.Accepted accepted = gateway.first();
        WriteResult result = accepted.connection().trySend(Frame.text("half \uD83D"), 1, (token, failure) -> {});
        assertThat(result).isIn(WriteResult.CLOSED, WriteResult.SENT, WriteResult.PENDING);
        if (result == WriteResult.CLOSED) {
            assertReportedOnce(accepted);
        }
    }

    @Test
    void messagesTakeTheWayThatWasChosen() throws Exception {
        open();
        assertThat(gateway.first().connection().batchLimit()).isEqualTo(rig.pipe() == PipeChoice.FAST ? 64 : 1);
    }

    @Test
    void compressionIsNotNegotiated() throws Exception {
        RawPeer peer = ask("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
        assertThat(peer.answer().head()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("deflate");
    }
}
