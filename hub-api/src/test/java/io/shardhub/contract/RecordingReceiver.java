package io.shardhub.contract;

import io.shardhub.CloseReason;
import io.shardhub.transport.Receiver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A receiver that remembers what a transport reports.
 *
 * <p><b>Threading:</b> any thread, concurrently. That {@code text}, {@code binary} and {@code pong} never overlap is watched;
 * see {@link #violations}.
 */
public final class RecordingReceiver implements Receiver {

    private final AtomicInteger inside = new AtomicInteger();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<Integer> binaries = new CopyOnWriteArrayList<>();
    private final List<CloseReason> closings = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicInteger pongs = new AtomicInteger();
    private final Runnable onTooBig;

    /** A receiver that does nothing but remember. */
    public RecordingReceiver() {
        this(() -> {});
    }

    /** A receiver that reacts to a message that is too big, as a hub would. */
    public RecordingReceiver(Runnable onTooBig) {
        this.onTooBig = onTooBig;
    }

    /** The texts in the order of their arrival. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /** The sizes of the binary messages in the order of their arrival. */
    public List<Integer> binaries() {
        return List.copyOf(binaries);
    }

    /** How many pongs arrived. */
    public int pongs() {
        return pongs.get();
    }

    /** The first report of the connection's end, which is the one that counts. */
    public Optional<CloseReason> closed() {
        return closings.stream().findFirst();
    }

    /** Every report of the connection's end. */
    public List<CloseReason> closings() {
        return List.copyOf(closings);
    }

    /** How the transport broke the contract of {@link Receiver}, in order; empty if it behaved. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    @Override
    public void text(String text) {
        alone("text", () -> texts.add(text));
    }

    @Override
    public void binary(int size) {
        alone("binary", () -> binaries.add(size));
    }

    @Override
    public void tooBig() {
        alone("tooBig", onTooBig);
    }

    @Override
    public void pong() {
        alone("pong", pongs::incrementAndGet);
    }

    @Override
    public void closed(CloseReason reason) {
        closings.add(reason);
    }

    private void alone(String what, Runnable action) {
        if (inside.getAndIncrement() > 0) {
            violations.add(what + " came while another report had not returned");
        }
        try {
            action.run();
        } finally {
            inside.getAndDecrement();
        }
    }
}
