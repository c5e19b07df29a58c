package io.shardhub.core.internal.shard;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.SendResult;
import io.shardhub.auth.Identity;
import io.shardhub.core.internal.outbox.ForeignCall;
import io.shardhub.core.internal.outbox.Outbox;
import io.shardhub.core.internal.outbox.OutboxOwner;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.snapshot.Books;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Registration;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A client: its public face posts commands to the shard that owns the rest of it. */
public final class HubClient implements Client, Registration, OutboxOwner {

    /** Changes of topics that may be on their way; bounds what is held while the client moves. */
    private static final int MAX_CHANGES = 4_096;

    private static final VarHandle SIGNALLED;
    private static final VarHandle CLOSING;
    private static final VarHandle ENDED;
    private static final VarHandle CHANGES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SIGNALLED = lookup.findVarHandle(HubClient.class, "signalled", boolean.class);
            CLOSING = lookup.findVarHandle(HubClient.class, "closing", CloseReason.class);
            ENDED = lookup.findVarHandle(HubClient.class, "ended", CloseReason.class);
            CHANGES = lookup.findVarHandle(HubClient.class, "changes", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /* Shared between threads. */
    final Connection connection;
    final ClientListener listener;
    private final String id;
    private volatile Identity identity;
    private final ShardContext context;
    private final StandIn standIn;

    /* Where commands go; changed by the shard that gives the client away, while the cut is closed. */
    @SuppressWarnings("NullAway.Init") // settled before anybody else sees the client
    private volatile Shard shard;

    /* Who may touch the owner's part below; follows the shard when the client is handed over. */
    @SuppressWarnings("NullAway.Init")
    private volatile Shard owner;

    private volatile int changes; // of its topics, posted and not carried out
    private volatile long heardAt;
    private volatile boolean signalled;
    private volatile boolean closeNow;
    private volatile boolean turnedAway;
    volatile boolean admitted; // its registration is posted: what comes now comes behind it
    private volatile @Nullable CloseReason closing;
    private volatile @Nullable CloseReason ended;
    private volatile @Nullable Map<String, Subscription> subscriptions; // by topic; written by the owner only

    /* The owner's. */
    final Outbox outbox;
    Stage stage = Stage.ARRIVING;
    int position = -1;
    boolean dirty;
    boolean watched;
    boolean lingering;
    boolean departing; // to be forgotten by every list of the shard
    long pingedAt;
    long stageDeadline;

    /** A client that is not registered yet. */
    public HubClient(
            String id,
            Identity identity,
            Connection connection,
            ClientListener listener,
            StandIn standIn,
            ShardContext context) {
        this.context = context;
        this.id = id;
        this.identity = identity;
        this.connection = connection;
        this.listener = listener;
        this.standIn = standIn;
        this.heardAt = context.runtime().nanoTime();
        this.pingedAt = heardAt;
        this.outbox = new Outbox(connection, context.protocol(), context.limits(), this);
    }

    /** Makes a shard its own, before that shard or anybody else sees the client. */
    void settleAt(Shard first) {
        shard = first;
        owner = first;
        outbox.enterShard(first.ledger());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    /** The shard that takes this client's commands. */
    public Shard shard() {
        return shard;
    }

    /** Who may deliver to this client in its shard's place. */
    public StandIn standIn() {
        return standIn;
    }

    /** The shard that may touch the owner's part: {@link #shard}, or for a moment still the one that the client comes from. */
    Shard owner() {
        return owner;
    }

    @Override
    public SendResult send(Message message) {
        if (!isOpen() || !admitted) {
            return isOpen() ? SendResult.REFUSED : SendResult.CLOSED;
        }
        message.frame(context.protocol()); // here, where a failure is the caller's, and not on the shard
        ShardCommand command = new ShardCommand.SendToClient(
                this, message, context.measurements().stamp());
        while (true) {
            Mailbox.Posting end = shard.postMessageTo(this, command);
            if (end != Mailbox.Posting.MOVED) {
                return result(end == Mailbox.Posting.TAKEN);
            }
        }
    }

    @Override
    public SendResult send(String type, @Nullable Object data) {
        return send(Message.of(type, context.protocol().toData(data)));
    }

    @Override
    public void batch(boolean wanted) {
        outbox.fold(wanted);
    }

    @Override
    public SendResult subscribe(String topic) {
        return change(topic, true);
    }

    @Override
    public SendResult unsubscribe(String topic) {
        return change(topic, false);
    }

    /* Behind the cut, so that whoever moves the client knows its topics: all those that are carried out, none on its way; and
     * so that the shard of a client that is open does not go away. */
    private SendResult change(String topic, boolean subscribe) {
        Topic.check(topic);
        TakerIndex topics = context.indexes().topics();
        int mark = context.cut().enter();
        try {
            if (!isOpen()) {
                return SendResult.CLOSED;
            }
            if (!admitted || changes >= MAX_CHANGES) {
                return SendResult.REFUSED;
            }
            Shard target = shard;
            CHANGES.getAndAdd(this, 1);
            if (subscribe) {
                topics.add(topic, target.index());
            }
            boolean posted = target.post(
                    subscribe
                            ? new ShardCommand.SubscribeClient(this, topic)
                            : new ShardCommand.UnsubscribeClient(this, topic));
            if (!posted) {
                changed();
                if (subscribe) {
                    topics.remove(topic, target.index());
                }
            }
            return result(posted);
        } finally {
            context.cut().leave(mark);
        }
    }

    private static SendResult result(boolean posted) {
        return posted ? SendResult.ACCEPTED : SendResult.REFUSED;
    }

    @Override
    public Set<String> topics() {
        Map<String, Subscription> current = subscriptions;
        return current == null ? Set.of() : Set.copyOf(current.keySet());
    }

    @Override
    public int topicCount() {
        Map<String, Subscription> current = subscriptions;
        return current == null ? 0 : current.size();
    }

    @Override
    public void close(CloseReason reason) {
        if (!closeFor(reason)) {
            return;
        }
        ShardCommand command = new ShardCommand.CloseClient(this);
        Mailbox.Posting end = shard.postTo(this, command);
        while (end == Mailbox.Posting.MOVED) {
            end = shard.postTo(this, command);
        }
        if (end == Mailbox.Posting.REFUSED) {
            closeNow = true; // no room for the command: the order behind waiting messages is lost, the close is not
            wake();
        }
    }

    @Override
    public boolean isOpen() {
        return closing == null && ended == null;
    }

    @Override
    public Duration idleFor() {
        return Duration.ofNanos(Math.max(0, context.runtime().nanoTime() - heardAt));
    }

    @Override
    public Books books() {
        return outbox.books();
    }

    @Override
    public HubClient client() {
        return this;
    }

    @Override
    public long heard() {
        long now = context.runtime().nanoTime();
        heardAt = now;
        return now;
    }

    @Override
    public void renewed(Identity newIdentity) {
        if (!newIdentity.userId().equals(identity.userId())) {
            throw new IllegalArgumentException("identity: another user (expected: the same)");
        }
        identity = newIdentity;
    }

    @Override
    public void closed(CloseReason reason) {
        if (ENDED.compareAndSet(this, null, reason)) {
            wake();
        }
    }

    @Override
    public void wake() {
        if (signalled || !SIGNALLED.compareAndSet(this, false, true)) {
            return;
        }
        Shard target;
        do { // the shard that was read may have given the client away before the signal was in
            target = shard;
            target.signal(this);
        } while (target != shard);
    }

    /** Owner: from now on the client takes its commands there; only while the cut is closed. */
    void routeTo(Shard target) {
        shard = target;
    }

    /** Owner: gives the owner's part to the shard that takes the commands already. */
    void handOver() {
        Shard target = shard;
        owner = target;
        signalled = true; // it is sent at once, whatever is on its way
        target.signal(this);
    }

    /** Whether changes of its topics are on their way; exact while the cut is closed. */
    boolean isChanging() {
        return changes != 0;
    }

    /** Owner: a change of its topics is carried out, or was not posted. */
    void changed() {
        CHANGES.getAndAdd(this, -1);
    }

    @Override
    public ForeignCall call() {
        return owner.tenancy().tenure().callMember(this);
    }

    /** The connection is closed and does not get in; its shard sees to it that it really ends. */
    public void turnAway(CloseReason reason) {
        closeFor(reason);
        turnedAway = true;
        wake();
    }

    /** Whether it never gets in. */
    boolean isTurnedAway() {
        return turnedAway;
    }

    /** Owner: the client is gone and accepts nothing more; the reason is this side's if it closed, else the peer's. */
    CloseReason endedFor(CloseReason otherwise) {
        ENDED.compareAndSet(this, null, otherwise);
        CloseReason mine = closing;
        return mine != null ? mine : Objects.requireNonNull(ended);
    }

    /** Decides why the client is closed; the first decision counts. */
    boolean closeFor(CloseReason reason) {
        return CLOSING.compareAndSet(this, null, reason);
    }

    /** Why the client was closed from this side, if it was. */
    @Nullable
    CloseReason closing() {
        return closing;
    }

    /** How the connection ended, if it has. */
    @Nullable
    CloseReason ended() {
        return ended;
    }

    /** The close must not wait for a command of its own. */
    void closeNow() {
        closeNow = true;
    }

    /** Whether the close cannot come through the mailbox. */
    boolean mustCloseNow() {
        return closeNow;
    }

    /** Owner: takes the signal; what is signalled from now on comes as a new one. */
    void takeSignal() {
        signalled = false;
    }

    long heardAt() {
        return heardAt;
    }

    /** Owner: whether it ever had a topic. */
    boolean hasTopics() {
        return subscriptions != null;
    }

    /** Owner: the topics of this client; made at first use, because many clients have none. */
    Map<String, Subscription> subscriptions() {
        Map<String, Subscription> current = subscriptions;
        if (current == null) {
            current = new ConcurrentHashMap<>(2);
            subscriptions = current;
        }
        return current;
    }

    /** The messages that wait or are being written; any thread, an estimate. */
    public int waiting() {
        return outbox.waiting();
    }

    @Override
    public String toString() {
        return "Client[" + id + " of " + identity.userId() + "]";
    }
}
