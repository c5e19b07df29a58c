package io.shardhub.transport;

import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.snapshot.RefusalCause;
import java.util.Optional;

/** Where transports hand in connections. */
@AnyThread
public interface Gateway {

    /** The parameter of a handshake for what {@code hub.welcome} gave. */
    String PASS = "hub.pass";

    /** The name of the hub, for logs. */
    String name();

    /**
     * Asks, before a connection is upgraded, whether there is room for one more. A refusal counts as a refused connection, so ask
     * once for each. No promise is made: of many that ask at the same moment more may be told to come than there is room for, and
     * {@link #accept} closes those that are too many with 1013.
     *
     * @return why not; empty if there is room now
     */
    Optional<Refusal> refusal();

    /** Asks the same for a peer whose handshake is known, once, instead of {@link #refusal()}. */
    default Optional<Refusal> refusal(Handshake handshake) {
        return refusal();
    }

    /**
     * Whether the peer shows that it was here lately: a hub that has too many handshakes keeps some places for those. What it
     * shows is in {@code hub.welcome} as {@code pass}, and comes back as the parameter {@value #PASS}. The transport says it to
     * {@link #accept} by {@link Identity#withReturning}.
     */
    default boolean isReturning(Handshake handshake) {
        return false;
    }

    /** Asks, when it is known who the peer is and before the connection is upgraded, whether it may come in. Ask once. */
    default Optional<Refusal> refusal(Identity identity) {
        return Optional.empty();
    }

    /** The transport has refused a connection by itself; for the count. */
    default void refused(RefusalCause cause) {}

    /**
     * Takes in an upgraded connection. Never throws and never blocks: a connection that cannot be taken is closed with a
     * code that says why.
     *
     * @return where to report what the peer sends
     */
    Receiver accept(Connection connection, Identity identity);

    /**
     * Takes in an upgraded connection as the other one does.
     *
     * @param authenticator who admitted it, and {@linkplain Authenticator#renew renews} its credential when that ends
     */
    default Receiver accept(Connection connection, Identity identity, Authenticator authenticator) {
        return accept(connection, identity);
    }

    /** The largest text message in bytes of UTF-8; a transport refuses larger ones with 1009 as early as it can. */
    int maxMessageBytes();
}
