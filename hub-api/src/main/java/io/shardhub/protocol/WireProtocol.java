package io.shardhub.protocol;

import io.shardhub.Message;
import io.shardhub.RawJson;
import io.shardhub.annotation.AnyThread;
import io.shardhub.options.ShapeOptions;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps messages to text frames and back.
 *
 * <p><b>Threading:</b> any thread, concurrently; implementations are immutable.
 */
@AnyThread
public interface WireProtocol {

    /** The text of the frame that carries {@code message}; never asked for a {@linkplain Message#isFinished finished} one. */
    String encode(Message message);

    /**
     * The text of one frame that carries several messages; null, whatever the texts, if this protocol has none, and then every
     * message keeps a frame of its own. Only for peers that asked for it; never given the text of a
     * {@linkplain Message#isFinished finished} message, which may be anything and always keeps its own frame.
     *
     * <p>Called by the threads of shards: must not block. If it throws, that is logged; the messages leave in frames of their own as far
     * as the connection takes so many at once, else they are dropped as {@code WRITE_FAILED}, and that peer gets no more batches.
     *
     * @param texts what {@link #encode} gave, in the order in which the peer gets the messages
     */
    default @Nullable String encodeBatch(List<String> texts) {
        return null;
    }

    /** Reads what a peer sent. */
    Inbound decode(String text) throws ProtocolException;

    /**
     * This protocol for peers that are not trusted: what is more complicated than that is refused as {@code too_complex}. As it is,
     * unless it is overridden.
     */
    default WireProtocol within(ShapeOptions shape) {
        return this;
    }

    /** The text form of an application's object, as {@link Message#of} takes it; null stays null, and {@link RawJson} as it is. */
    @Nullable
    String toData(@Nullable Object value);

    /** Maps the data of a message to a type, {@link RawJson} among them; null stays null. */
    @Nullable
    Object fromData(@Nullable Object data, Type type) throws ProtocolException;

    /** The answer to a request: {@code data}, as {@link #toData} gives it. */
    Message reply(String id, @Nullable String data);

    /** The answer to a request that failed, or, without an id, a report to the peer. */
    Message error(@Nullable String id, String code, String text);
}
