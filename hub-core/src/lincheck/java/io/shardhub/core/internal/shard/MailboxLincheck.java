package io.shardhub.core.internal.shard;

import io.shardhub.Message;
import io.shardhub.core.testing.Linearizability;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many posters and one owner: nothing is lost, doubled or out of order, and messages leave room for the others. */
@Param(name = "number", gen = IntGen.class, conf = "0:3")
public class MailboxLincheck {

    private static final List<ShardCommand> COMMANDS = Stream.of("a", "b", "c", "d")
            .<ShardCommand>map(text -> new ShardCommand.BroadcastToAll(Message.text(text)))
            .toList();
    private static final List<HubClient> CLIENTS =
            Stream.of("a", "b", "c", "d").map(BlankClient::of).toList();

    private final Mailbox mailbox = new Mailbox(8);

    /** So full that a few messages reach the limit. */
    public MailboxLincheck() {
        for (int i = 0; i < 5; i++) {
            mailbox.offer(COMMANDS.get(0));
        }
    }

    @Operation
    public boolean offerMessage(@Param(name = "number") int number) {
        return mailbox.offerMessage(COMMANDS.get(number));
    }

    @Operation
    public boolean offer(@Param(name = "number") int number) {
        return mailbox.offer(COMMANDS.get(number));
    }

    @Operation
    public void offerSignal(@Param(name = "number") int number) {
        mailbox.offerSignal(CLIENTS.get(number));
    }

    @Operation(nonParallelGroup = "owner")
    public int poll() {
        return indexOf(COMMANDS, mailbox.poll());
    }

    @Operation(nonParallelGroup = "owner")
    public int pollSignal() {
        return indexOf(CLIENTS, mailbox.pollSignal());
    }

    @Operation(nonParallelGroup = "owner")
    public boolean isEmpty() {
        return mailbox.isEmpty();
    }

    private static int indexOf(List<?> all, @Nullable Object one) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) == one) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void ownerFindsWhatWasPosted() {
        Linearizability.check(getClass());
    }
}
