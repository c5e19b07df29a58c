package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HandlerOptions;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.internal.care.Deadlines;
import io.shardhub.core.internal.inbound.Dispatcher;
import io.shardhub.core.internal.inbound.Reception;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.InboundOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Registration;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

/** What a snapshot says of messages on their way, and what becomes of them when things go wrong. */
@ExtendWith(QuietLog.class)
final class HandlingTest {

    private static final CloseReason BYE = CloseReason.of(CloseCode.NORMAL, "bye");

    private final ManualRuntime runtime = new ManualRuntime(9);
    private final Runnable hang = runtime.hanging();
    private final RecordingListener listener = new RecordingListener();
    private final List<String> handled = new ArrayList<>();
    private final RecordingConnection connection = new RecordingConnection();
    private Manager manager = manager(InboundOptions.defaults(2), new JsonProtocol());

    private Manager manager(InboundOptions inbound, WireProtocol protocol) {
        manager = Manager.create(
                HubRig.options(1).withInbound(inbound),
                HubParts.defaults().withRuntime(runtime).withProtocol(protocol));
        manager.on("note", String.class, request -> handled.add(String.valueOf(request.data())))
                .on("virtual", String.class, HandlerOptions.virtual(), request -> handled.add("virtual"))
                .on("low", String.class, HandlerOptions.defaults().withPriority(Priority.LOW), request -> {})
                .listen(listener);
        return manager;
    }

    @AfterEach
    void booksBalance() {
        runtime.close();
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
    }

    private Receiver join(String user) {
        Receiver receiver = manager.accept(connection, Identity.of(user));
        runtime.runUntilIdle();
        return receiver;
    }

    private static String message(String type, String id) {
        return "{\"type\":\"" + type + "\",\"data\":\"" + id + "\",\"id\":\"" + id + "\"}";
    }

    /* --------------- The snapshot --------------- */

    @Test
    void snapshotShowsWhatWaitsAndWhatRuns() {
        manager.on("hang", String.class, request -> hang.run()).start();
        Receiver receiver = join("u");
        receiver.text(message("hang", "1"));
        receiver.text(message("hang", "2"));
        runtime.runUntilIdle();
        receiver.text(message("note", "3"));
        receiver.text(message("low", "4"));
        assertThat(manager.inbound().running()).isEqualTo(1);
        assertThat(manager.inbound().waiting()).isEqualTo(3);
        assertThat(manager.inbound().queued())
                .containsEntry(Priority.NORMAL, 2L)
                .containsEntry(Priority.LOW, 1L);
        assertThat(manager.inbound().isBalanced()).isTrue();
        assertThat(manager.inbound().overdue()).isZero();
        runtime.advance(Duration.ofSeconds(7));
        assertThat(manager.inbound().overdue()).isEqualTo(1);
        assertThat(manager.inbound().oldestWait()).as("its client has its turn").isZero();
        runtime.releaseAll();
        runtime.advance(Duration.ofMillis(3));
        runtime.releaseAll();
        runtime.runUntilIdle();
        assertThat(manager.inbound().running()).isZero();
        assertThat(manager.inbound().handled()).isEqualTo(4);
        assertThat(manager.inbound().overdue()).isEqualTo(1);
    }

    @Test
    void oldestWaitIsThatOfTheClientThatWaitsForAThread() {
        manager.start();
        Receiver receiver = join("u");
        receiver.text(message("note", "1"));
        runtime.skip(Duration.ofMillis(30));
        assertThat(manager.inbound().oldestWait()).isEqualTo(Duration.ofMillis(30));
        runtime.runUntilIdle();
        assertThat(manager.inbound().oldestWait()).isZero();
    }

    @Test
    void deadlineOfTheHandlerCountsBeforeThatOfTheHub() {
        manager.on(
                        "slow",
                        String.class,
                        HandlerOptions.inline().withDeadline(Duration.ofMinutes(1)),
                        request -> runtime.skip(Duration.ofSeconds(10)))
                .on("late", String.class, HandlerOptions.inline(), request -> runtime.skip(Duration.ofSeconds(10)))
                .start();
        Receiver receiver = join("u");
        receiver.text(message("slow", "1"));
        assertThat(manager.inbound().overdue()).isZero();
        receiver.text(message("late", "1"));
        assertThat(manager.inbound().overdue()).isEqualTo(1);
    }

    @Test
    void handlerWithAShortDeadlineIsNoticedSoon() {
        HandlerOptions handling = HandlerOptions.defaults().withDeadline(Duration.ofMillis(40));
        manager.on("short", String.class, handling, request -> hang.run()).start();
        Receiver receiver = join("u");
        runtime.advance(Duration.ofSeconds(2));
        receiver.text(message("short", "1"));
        runtime.advance(Duration.ofMillis(51));
        assertThat(manager.inbound().overdue()).isEqualTo(1);
    }

    /* --------------- Bounds --------------- */

    @Test
    void tooManyOfAllClientsAreRefusedAsBusyAndCountedApart() {
        manager(
                        InboundOptions.defaults(1)
                                .withCredit(CreditOptions.defaults(1)
                                        .withHubMessages(3)
                                        .withMessages(2)),
                        new JsonProtocol())
                .start();
        Receiver one = join("u");
        Receiver two = join("v");
        for (String id : List.of("1", "2", "3")) {
            one.text(message("note", id));
            two.text(message("note", id + "v"));
        }
        runtime.runUntilIdle();
        assertThat(handled).containsExactlyInAnyOrder("1", "1v", "2");
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("busy", 1L, "hub_busy", 2L));
        assertThat(connection.texts())
                .filteredOn(text -> text.contains("\"code\":\"busy\""))
                .hasSize(3);
    }

    /* --------------- A protocol that throws --------------- */

    /** Throws what a protocol must not, on demand. */
    private static final class Brittle implements WireProtocol {

        private final WireProtocol json = new JsonProtocol();

        @Override
        public Inbound decode(String text) throws ProtocolException {
            if (text.equals("throw")) {
                throw new IllegalStateException("decode");
            }
            if (text.equals("own code")) {
                throw new ProtocolException("5", "my_own_" + System.identityHashCode(text), "no");
            }
            return json.decode(text);
        }

        @Override
        public @Nullable Object fromData(@Nullable Object data, Type type) throws ProtocolException {
            if (String.valueOf(data).contains("throw")) {
                throw new StackOverflowError("fromData");
            }
            return json.fromData(data, type);
        }

        @Override
        public Message error(@Nullable String id, String code, String text) {
            if ("no answer".equals(id)) {
                throw new IllegalStateException("error");
            }
            return json.error(id, code, text);
        }

        @Override
        public String encode(Message message) {
            return json.encode(message);
        }

        @Override
        public @Nullable String toData(@Nullable Object value) {
            return json.toData(value);
        }

        @Override
        public Message reply(String id, @Nullable String data) {
            return json.reply(id, data);
        }
    }

    @Test
    void protocolThatThrowsCostsThatMessageOnly() {
        manager(InboundOptions.defaults(1).withMaxFaultsPerMinute(0), new Brittle())
                .start();
        Receiver receiver = join("u");
        receiver.text("throw");
        receiver.text(message("note", "throw"));
        receiver.text(message("note", "next"));
        runtime.runUntilIdle();
        assertThat(handled).containsExactly("next");
        assertThat(connection.texts().subList(1, 3))
                .containsExactly(
                        "{\"type\":\"hub.error\",\"data\":{\"code\":\"protocol_failed\","
                                + "\"message\":\"the server failed on this message\"}}",
                        "{\"type\":\"hub.reply\",\"id\":\"throw\",\"error\":{\"code\":\"protocol_failed\","
                                + "\"message\":\"the server failed on this message\"}}");
        assertThat(connection.closeReason()).as("it is not the peer's fault").isEmpty();
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("protocol_failed", 2L));
    }

    @Test
    void answerThatCannotBeMadeIsCountedAllTheSame() {
        manager(InboundOptions.defaults(1), new Brittle())
                .on("fail", String.class, request -> {
                    throw new IllegalStateException("handler");
                })
                .start();
        Receiver receiver = join("u");
        receiver.text("{\"type\":\"nope\",\"id\":\"no answer\"}");
        receiver.text("{\"type\":\"fail\",\"id\":\"no answer\"}");
        receiver.text(message("note", "next"));
        runtime.runUntilIdle();
        assertThat(handled).containsExactly("next");
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("unknown_type", 1L, "handler_failed", 1L));
    }

    @Test
    void codesOfAProtocolAreAnsweredButDoNotGrowTheSnapshot() {
        manager(InboundOptions.defaults(1), new Brittle()).start();
        Receiver receiver = join("u");
        receiver.text("own code");
        runtime.runUntilIdle();
        assertThat(connection.texts().get(1)).contains("\"code\":\"my_own_");
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("other", 1L));
    }

    @Test
    void faultAfterTheAnswerIsCounted() {
        manager.on("both", String.class, request -> {
                    request.reply(1);
                    throw new ProtocolException(null, "bad_data", "after all");
                })
                .start();
        join("u").text(message("both", "1"));
        runtime.runUntilIdle();
        assertThat(connection.texts()).hasSize(2);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("bad_data", 1L));
    }

    /* --------------- The end --------------- */

    @Test
    void messagesOfAClientThatNeverGotInAreCountedAndMakeRoom() {
        Dispatcher dispatcher = new Dispatcher(
                HubRig.options(1),
                runtime,
                new JsonProtocol(),
                Measurements.none(runtime),
                new Dispatcher.HubSide(
                        new Deadlines("t", runtime),
                        new ShardedHub(HubRig.options(1)).door(),
                        () -> "pass",
                        (topic, message) -> PublishResult.NO_TAKERS));
        dispatcher.handlers().add("note", String.class, HandlerOptions.defaults(), request -> {});
        Client client = Mockito.mock(Client.class);
        Mockito.when(client.isOpen()).thenReturn(true);
        Mockito.when(client.id()).thenReturn("u1");
        Mockito.when(client.identity()).thenReturn(Identity.of("u"));
        Registration place = Mockito.mock(Registration.class);
        Mockito.when(place.client()).thenReturn(client);
        Mockito.when(place.heard()).thenReturn(runtime.nanoTime());
        Reception reception = dispatcher.newReception(connection, Authenticator.containerPrincipal());
        reception.bind(place);
        reception.text(message("note", "1"));
        assertThat(dispatcher.snapshot().waiting()).isEqualTo(1);
        reception.closed(client, BYE);
        reception.text(message("note", "2"));
        assertThat(dispatcher.snapshot().faults()).isEqualTo(Map.of("closed", 2L));
        assertThat(dispatcher.snapshot().waiting()).isZero();
    }

    @Test
    void handlersOnVirtualThreadsEndBeforeTheHubDoes() {
        manager.start();
        Receiver receiver = join("u");
        receiver.text(message("virtual", "1"));
        receiver.text(message("note", "2"));
        receiver.closed(BYE);
        manager.close();
        assertThat(handled).containsExactly("virtual", "2");
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1000");
        assertThat(runtime.roles()).isEmpty();
    }

    @Test
    void whatWaitsBehindAHandlerThatHangsIsGivenUp() {
        manager.on("hang", String.class, HandlerOptions.virtual(), request -> hang.run())
                .start();
        Receiver receiver = join("u");
        receiver.text(message("hang", "1"));
        runtime.runUntilIdle();
        receiver.text(message("note", "2"));
        receiver.closed(BYE);
        manager.close();
        assertThat(handled).isEmpty();
        assertThat(manager.inbound().running()).isEqualTo(1);
        assertThat(manager.inbound().waiting()).isEqualTo(1);
        assertThat(runtime.hung()).hasSize(1);
        runtime.releaseAll();
        assertThat(manager.inbound().handled()).isEqualTo(1);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("given_up", 1L));
        assertThat(listener.events()).containsExactly("connected u");
    }
}
