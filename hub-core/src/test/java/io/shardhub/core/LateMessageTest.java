package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Execution;
import io.shardhub.HandlerOptions;
import io.shardhub.Message;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.InboundOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Receiver;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a message that its connection's thread had begun to read when the manager was closed. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class LateMessageTest {

    private final ManualRuntime runtime = new ManualRuntime();
    private final List<String> handled = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final Manager manager = Manager.create(
            HubRig.options(1).withInbound(InboundOptions.defaults(2)),
            HubParts.defaults().withRuntime(runtime).withProtocol(new Slow()));

    /** Something happens while it decodes: the hub was asked whether it takes messages, and the message is not handed in yet. */
    private final class Slow implements WireProtocol {

        private final WireProtocol json = new JsonProtocol();

        @Override
        public Inbound decode(String text) throws ProtocolException {
            meanwhile.run();
            return json.decode(text);
        }

        @Override
        public @Nullable Object fromData(@Nullable Object data, Type type) throws ProtocolException {
            return json.fromData(data, type);
        }

        @Override
        public Message error(@Nullable String id, String code, String text) {
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

    private void read(Execution execution, Runnable close) {
        HandlerOptions handling = new HandlerOptions(
                HandlerOptions.defaults().priority(),
                execution,
                null,
                HandlerOptions.defaults().access());
        manager.on("note", String.class, handling, request -> handled.add(String.valueOf(request.data())))
                .start();
        Receiver receiver = manager.accept(new RecordingConnection(), Identity.of("u"));
        runtime.runUntilIdle();
        meanwhile = close;
        receiver.text("{\"type\":\"note\",\"data\":\"late\"}");
        runtime.runUntilIdle();
    }

    @AfterEach
    void noHandlerHasBegunAfterTheClientWasClosedAndTheMessageIsCounted() {
        manager.close();
        assertThat(handled).isEmpty();
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
        assertThat(runtime.roles()).isEmpty();
    }

    @Test
    void messageForAWorkerIsGivenUpOnceClientsAreClosed() {
        read(Execution.POOL, manager.hub()::close);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("given_up", 1L));
    }

    @Test
    void messageForAVirtualThreadIsGivenUpOnceClientsAreClosed() {
        read(Execution.VIRTUAL, manager.hub()::close);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("given_up", 1L));
    }

    @Test
    void messageForTheThreadThatReadsItIsRefusedOnceClientsAreClosed() {
        read(Execution.INLINE, manager.hub()::close);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("closed", 1L));
    }

    @Test
    void messageForAWorkerIsGivenUpOnceTheWorkersHaveEnded() {
        read(Execution.POOL, manager::close);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("given_up", 1L));
    }

    @Test
    void messageForTheThreadThatReadsItIsRefusedOnceTheWorkersHaveEnded() {
        read(Execution.INLINE, manager::close);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("closed", 1L));
    }
}
