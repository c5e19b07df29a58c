package io.shardhub.core.internal.cluster;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.internal.admission.Revocation;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.core.internal.shard.TakerIndex;
import java.util.function.Predicate;

/** The clients of this node, when one user or one credential is concerned. To close some it goes through all. */
@AnyThread
final class Locals {

    private static final CloseReason REVOKED = CloseReason.of(CloseCode.UNAUTHENTICATED, "revoked");

    private final TakerIndex users;
    private final Roster roster;

    Locals(TakerIndex users, Roster roster) {
        this.users = users;
        this.roster = roster;
    }

    int count(String userId) {
        return users.total(userId);
    }

    /** Closes what a user has; says how many that were. */
    int disconnect(String userId, CloseReason reason) {
        return users.hasTakers(userId) ? close(client -> client.userId().equals(userId), reason) : 0;
    }

    /** Closes whom a revocation concerns. */
    void disconnect(Revocation revocation) {
        if (revocation.kind() == Revocation.Kind.CREDENTIAL || users.hasTakers(revocation.name())) {
            close(client -> revocation.concerns(client.identity()), REVOKED);
        }
    }

    private int close(Predicate<HubClient> which, CloseReason reason) {
        int closed = 0;
        for (HubClient client : roster.clients()) {
            if (which.test(client) && client.isOpen()) {
                client.close(reason);
                closed++;
            }
        }
        return closed;
    }
}
