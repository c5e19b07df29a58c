package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.Message;
import io.shardhub.Request;
import io.shardhub.SendResult;
import io.shardhub.protocol.WireProtocol;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request on its way through a handler; sees to it that exactly one answer leaves. */
final class ClientRequest implements Request<Object> {

    private static final VarHandle ANSWERED;

    static {
        try {
            ANSWERED = MethodHandles.lookup().findVarHandle(ClientRequest.class, "answered", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WireProtocol protocol;
    private final Client client;
    private final String type;
    private final @Nullable String id;
    private final @Nullable Object data;
    private volatile boolean answered;
    private volatile boolean deferred;

    ClientRequest(WireProtocol protocol, Client client, String type, @Nullable String id, @Nullable Object data) {
        this.protocol = protocol;
        this.client = client;
        this.type = type;
        this.id = id;
        this.data = data;
    }

    @Override
    public Client client() {
        return client;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    @Override
    public @Nullable Object data() {
        return data;
    }

    @Override
    public SendResult reply(@Nullable Object answer) {
        Message reply =
                id == null ? null : protocol.reply(id, protocol.toData(answer)); // if it fails, nothing is answered
        if (!claim()) {
            throw new IllegalStateException(type + ": answered already");
        }
        return reply == null ? SendResult.ACCEPTED : client.send(reply);
    }

    @Override
    public SendResult fail(String code, String message) {
        if (!claim()) {
            throw new IllegalStateException(type + ": answered already");
        }
        return client.send(protocol.error(id, code, message));
    }

    @Override
    public void defer() {
        deferred = true;
    }

    /** The handler has returned: a request that nobody answered and nobody will answer gets an empty reply. */
    void complete() {
        if (!deferred && claim() && id != null) {
            client.send(protocol.reply(id, null));
        }
    }

    /** The handler has failed: takes the right to answer; false if somebody has it already. */
    boolean claim() {
        return !answered && ANSWERED.compareAndSet(this, false, true);
    }
}
