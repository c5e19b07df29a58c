package io.shardhub.examples.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Peers that mean harm, each in a way of its own, on one thread; who is thrown out comes back at its next turn. */
final class Attackers implements Trouble {

    private static final long TURN_NANOS = 500_000_000L;
    private static final byte[] MASK = new byte[4];

    /** What an attacker does when it is in; the bytes of one turn. */
    enum Attack {
        HALF_HANDSHAKE,
        SLOW_HANDSHAKE,
        BAD_TOKEN,
        ENDLESS_FRAGMENTS,
        PING_FLOOD,
        MESSAGE_FLOOD,
        NONSENSE,
        GIANT_LENGTH,
        BAD_UTF8,
        BAD_CLOSE,
        TOO_BIG
    }

    private static final ByteBuffer FIRST_FRAGMENTS = frames(0x01, new byte[1_000], 20);
    private static final Map<Attack, ByteBuffer> WORDS = Arrays.stream(Attack.values())
            .collect(Collectors.toMap(
                    attack -> attack, Attackers::words, (one, other) -> one, () -> new EnumMap<>(Attack.class)));

    private final int port;
    private final List<Attacker> attackers = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong turns = new AtomicLong();
    private final AtomicLong connects = new AtomicLong();
    private final Thread thread = new Thread(this::run, "attackers");

    private final class Attacker {
        private final int number;
        private final Attack attack;
        private long dueAt;
        private @Nullable SocketChannel channel;
        private boolean asked;
        private int step;

        Attacker(int number, long dueAt) {
            this.number = number;
            this.attack = Attack.values()[number % Attack.values().length];
            this.dueAt = dueAt;
        }

        void turn(ByteBuffer scrap) {
            try {
                SocketChannel open = channel == null ? connect() : channel;
                if (!open.finishConnect()) {
                    return;
                }
                int read;
                do {
                    scrap.clear();
                    read = open.read(scrap);
                } while (read > 0);
                if (read < 0) {
                    leave();
                    return;
                }
                // what does not fit is lost: it is an attack all the same
                open.write(asked ? next() : ByteBuffer.wrap(handshake()));
            } catch (IOException e) {
                leave();
            }
        }

        private SocketChannel connect() throws IOException {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset leaves no port behind
            opened.configureBlocking(false);
            opened.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            connects.incrementAndGet();
            asked = false;
            step = 0;
            return opened;
        }

        private byte[] handshake() {
            String head = "GET /ws?" + (attack == Attack.BAD_TOKEN ? "token=x.y.z" : "user=evil" + number)
                    + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
            byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
            if (attack == Attack.HALF_HANDSHAKE) {
                asked = true;
                return head.substring(0, 60).getBytes(StandardCharsets.US_ASCII);
            }
            if (attack == Attack.SLOW_HANDSHAKE) {
                return new byte[] {bytes[step++ % bytes.length]};
            }
            asked = true;
            return bytes;
        }

        private ByteBuffer next() {
            step++;
            return (attack == Attack.ENDLESS_FRAGMENTS && step == 1 ? FIRST_FRAGMENTS : WORDS.get(attack)).duplicate();
        }

        void leave() {
            SocketChannel open = channel;
            channel = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static ByteBuffer frames(int firstByte, byte[] payload, int count) {
        ByteBuffer all = ByteBuffer.allocate(count * (payload.length + 14));
        for (int i = 0; i < count; i++) {
            all.put((byte) (i > 0 && firstByte == 0x01 ? 0x00 : firstByte));
            if (payload.length < 126) {
                all.put((byte) (0x80 | payload.length));
            } else if (payload.length < 65_536) {
                all.put((byte) (0x80 | 126)).putShort((short) payload.length);
            } else {
                all.put((byte) (0x80 | 127)).putLong(payload.length);
            }
            all.put(MASK).put(payload);
        }
        return direct(all.flip());
    }

    /** Written again and again, at no cost to those who are honest: they have the processors, too. */
    private static ByteBuffer direct(ByteBuffer bytes) {
        return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
    }

    private static ByteBuffer words(Attack attack) {
        return switch (attack) {
            case HALF_HANDSHAKE, SLOW_HANDSHAKE, BAD_TOKEN -> ByteBuffer.allocate(0);
            case ENDLESS_FRAGMENTS -> frames(0x00, new byte[1_000], 20);
            case PING_FLOOD -> frames(0x89, new byte[100], 50);
            case MESSAGE_FLOOD -> frames(0x81, "{\"type\":\"NOBODY\"}".getBytes(StandardCharsets.US_ASCII), 50);
            case NONSENSE -> frames(0x81, "[".repeat(400).getBytes(StandardCharsets.US_ASCII), 10);
            case GIANT_LENGTH ->
                direct(ByteBuffer.allocate(200)
                        .put((byte) 0x81)
                        .put((byte) 0xFF)
                        .putLong(1L << 50)
                        .put(MASK)
                        .clear());
            case BAD_UTF8 -> frames(0x81, new byte[] {(byte) 0xC3, 0x28}, 1);
            case BAD_CLOSE -> frames(0x88, new byte[] {1}, 3);
            case TOO_BIG -> frames(0x81, new byte[70_000], 1);
        };
    }

    /** So many; their turns are spread over time. */
    Attackers(int port, int count) {
        this.port = port;
        long now = System.nanoTime();
        for (int i = 0; i < count; i++) {
            attackers.add(new Attacker(i, now + TURN_NANOS * i / count));
        }
    }

    @Override
    public Attackers begin() {
        thread.start();
        return this;
    }

    private void run() {
        ByteBuffer scrap = ByteBuffer.allocateDirect(65_536);
        while (!ended.get()) {
            long now = System.nanoTime();
            for (Attacker attacker : attackers) {
                if (now - attacker.dueAt >= 0) {
                    attacker.dueAt += TURN_NANOS;
                    turns.incrementAndGet();
                    attacker.turn(scrap);
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
        attackers.forEach(Attacker::leave);
    }

    @Override
    public String deeds() {
        return turns.get() + " attacks over " + connects.get() + " connections";
    }

    @Override
    public void close() {
        ended.set(true);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
