package io.shardhub.examples.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One run of load, on the thread that calls {@link #run}. */
public final class LoadRun implements PeerLoop.Listener {

    private static final long SECOND = 1_000_000_000L;
    private static final long CONNECT_PATIENCE = 20 * SECOND; // without any progress
    private static final long PROBE_PATIENCE = 5 * SECOND;
    private static final long SETTLE = SECOND / 2;
    private static final int MAX_CONNECTING = 256;
    private static final int MAX_SAID = 200; // bytes of a message in an error

    private enum Phase {
        CONNECTING,
        PROBING,
        WARMUP,
        MEASURING,
        DRAINING,
        CLOSING
    }

    private final LoadOptions options;
    private final Consumer<Progress> progress;
    private final long origin = System.nanoTime();
    private final PeerLoop loop;
    private final Ledger ledger = new Ledger();
    private final List<Peer> peers = new ArrayList<>();
    private final ServerMeter meter;
    private Traffic traffic;

    private Phase phase = Phase.CONNECTING;
    private long nextProgress = SECOND;
    private int opened; // so far
    private int failed; // to open
    private int open; // now
    private String firstFailure = "";
    private String lastWords = ""; // of the server, which were no delivery
    private boolean probed;

    private LoadRun(LoadOptions options, Consumer<Progress> progress) throws IOException {
        this.options = options;
        this.progress = progress;
        loop = new PeerLoop(options.target(), this::now, this);
        traffic = Traffic.of(options.sending(), List.of(), loop, ledger);
        meter = new ServerMeter(options.serverPid());
    }

    /**
     * Runs the load. Blocks as long as {@link LoadOptions#timing} says, and some seconds more.
     *
     * @param progress hears about once a second where it is, on this thread
     * @throws LoadException if nothing could be measured: no connection, or a server that does not speak the protocol
     */
    public static LoadReport run(LoadOptions options, Consumer<Progress> progress) throws LoadException {
        try {
            LoadRun run = new LoadRun(options, progress);
            try (run.loop) {
                return run.measure();
            }
        } catch (IOException e) {
            throw new LoadException(options.target() + ": " + e.getMessage());
        }
    }

    private LoadReport measure() throws IOException, LoadException {
        meter.start();
        double connectSeconds = connect();
        turnUntil(now() + SETTLE, () -> false);
        meter.connected();

        List<Peer> readers = peers.stream().filter(Peer::reads).toList();
        traffic = Traffic.of(options.sending(), readers, loop, ledger);
        if (options.sending().mode() != Mode.IDLE) {
            probe();
        }
        phase = Phase.WARMUP;
        traffic.start(now());
        turnUntil(now() + options.timing().warmup().toNanos(), () -> false);

        long begin = now();
        long measured = options.timing().measured().toNanos();
        ledger.begin(peers, traffic, begin, measured);
        meter.begin(begin);
        phase = Phase.MEASURING;
        turnUntil(begin + measured, () -> false);
        phase = Phase.DRAINING;
        turnUntil(now() + options.timing().drain().toNanos(), () -> ledger.isComplete(peers, traffic));
        meter.end(now());

        LoadReport.Deliveries deliveries = ledger.deliveries(peers, traffic);
        long received = ledger.received();
        int disconnected = ledger.disconnected();
        close();
        return new LoadReport(
                new LoadReport.Connections(
                        options.clients().connections(),
                        opened,
                        connectSeconds,
                        disconnected,
                        ledger.slowDisconnected(),
                        ledger.closeCodes()),
                deliveries,
                ledger.latency(),
                meter.server(received, opened),
                meter.generator(received, ledger.latenessMicros()));
    }

    /** Opens the connections; gives the seconds that it took. */
    private double connect() throws IOException, LoadException {
        LoadOptions.Clients clients = options.clients();
        long begin = now();
        long lastProgress = begin;
        int seen = 0;
        while (opened + failed < clients.connections()) {
            long allowed = 1 + (long) ((now() - begin) / 1e9 * clients.connectsPerSecond());
            while (peers.size() < Math.min(clients.connections(), allowed)
                    && peers.size() - opened - failed < MAX_CONNECTING) {
                int index = peers.size();
                peers.add(loop.connect(index, index >= clients.connections() - clients.slow()));
            }
            turn(now() + SECOND / 1_000);
            if (opened + failed > seen) {
                seen = opened + failed;
                lastProgress = now();
            } else if (now() - lastProgress > CONNECT_PATIENCE) {
                break;
            }
        }
        if (opened == 0) {
            throw new LoadException("no connection to " + options.target() + ": "
                    + (firstFailure.isEmpty() ? "no answer" : firstFailure));
        }
        if (options.sending().mode() != Mode.IDLE && !peers.get(0).isOpen()) {
            throw new LoadException("the first connection, which is to send, ended: " + firstFailure);
        }
        return (now() - begin) / 1e9;
    }

    private void probe() throws IOException, LoadException {
        phase = Phase.PROBING;
        Peer first = peers.get(0);
        traffic.probe(now());
        turnUntil(now() + PROBE_PATIENCE, () -> probed || !first.isOpen());
        if (!probed) {
            throw new LoadException(options.target() + ": no answer to a message of type "
                    + options.sending().mode().messageType()
                    + " (expected: a server with the handlers of bin/bench-server)"
                    + (lastWords.isEmpty() ? "" : "; it said: " + lastWords));
        }
    }

    /** Asks those who do not read how they are, then says good-bye to all. */
    private void close() throws IOException {
        phase = Phase.CLOSING;
        List<Peer> slow =
                peers.stream().filter(peer -> peer.slow && peer.isOpen()).toList();
        slow.forEach(peer -> loop.read(peer, true));
        if (!slow.isEmpty()) {
            turnUntil(now() + SECOND, () -> slow.stream().noneMatch(Peer::isOpen));
        }
        peers.stream().filter(Peer::isOpen).forEach(loop::close);
        turnUntil(now() + SECOND, () -> open == 0);
    }

    private void turnUntil(long end, BooleanSupplier done) throws IOException {
        while (now() < end && !done.getAsBoolean()) {
            turn(end);
        }
    }

    private void turn(long end) throws IOException {
        loop.turn(Math.min(Math.min(end, sends() ? traffic.due() : end), nextProgress));
        long now = now();
        send(now);
        if (now >= nextProgress) {
            progress.accept(new Progress(phase.name().toLowerCase(Locale.ROOT), now / 1e9, open, ledger.received()));
            nextProgress = now + SECOND;
        }
    }

    private boolean sends() {
        return phase == Phase.WARMUP || phase == Phase.MEASURING;
    }

    private void send(long now) {
        if (sends() && now >= traffic.due()) {
            traffic.turn(now());
        }
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    @Override
    public void opened(Peer peer) {
        opened++;
        open++;
        if (peer.slow) {
            loop.read(peer, false);
        }
    }

    @Override
    public void message(Peer peer, byte[] bytes, int from, int to, long now) {
        boolean found = traffic.stamps().scan(bytes, from, to, (due, number) -> {
            if (ledger.delivered(peer, due, number, traffic.sentTo(peer), now)) {
                probed = true;
                traffic.delivered(peer, (int) number);
            }
        });
        if (!found && phase == Phase.PROBING) {
            lastWords = new String(bytes, from, Math.min(to - from, MAX_SAID), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void caughtUp(Peer peer, long now) {
        if (sends()) {
            traffic.caughtUp(peer, now);
            send(now);
        }
    }

    @Override
    public void ended(Peer peer, int code, String reason) {
        if (!peer.isOpen()) {
            failed++;
            firstFailure = firstFailure.isEmpty() ? reason : firstFailure;
            return;
        }
        open--;
        String how = "closed with " + code + (reason.isEmpty() ? "" : ", " + reason);
        firstFailure = firstFailure.isEmpty() ? how : firstFailure;
        lastWords = phase == Phase.PROBING ? how : lastWords;
        if (phase != Phase.CLOSING || (peer.slow && code != 1_000)) {
            ledger.disconnected(peer, code);
        }
        if (peer.reads()) {
            traffic.ended(peer);
        }
    }
}
