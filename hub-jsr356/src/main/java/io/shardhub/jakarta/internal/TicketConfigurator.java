package io.shardhub.jakarta.internal;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.auth.Handshake;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;

/**
 * For an endpoint that the container upgrades by itself. The API lets a configurator refuse an origin, and nothing else: a
 * status or an exception in {@code modifyHandshake} leads to a 500, a cut connection, or a session that is open after all.
 * So the outcome travels to the session as a ticket in its user properties, which are one handshake's own since version 2.1
 * of the API; without an admitting ticket a session is closed before the hub hears of it.
 */
public final class TicketConfigurator extends BareConfigurator {

    private static final String TICKET = "io.shardhub.jakarta.ticket";
    private static final String KEY = "io.shardhub.jakarta.key";

    private final Checks checks;
    private final SpentKeys spentKeys = new SpentKeys();

    private Map<String, Object> shared = Map.of(); // the properties of the endpoint; set before it is deployed

    private TicketConfigurator(Binding binding, Checks checks) {
        super(binding);
        this.checks = checks;
    }

    /** The configuration of an endpoint. */
    public static ServerEndpointConfig config(String path, Binding binding, Checks checks) {
        TicketConfigurator configurator = new TicketConfigurator(binding, checks);
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(HubEndpoint.class, path)
                .configurator(configurator)
                .build();
        configurator.shared = config.getUserProperties();
        return config;
    }

    /** Takes the ticket of a session; one that has none is refused. */
    static Ticket take(Session session) {
        Object found = session.getUserProperties().remove(TICKET);
        return found instanceof Ticket ticket
                ? ticket
                : new Ticket.Refused(CloseReason.of(CloseCode.SERVER_ERROR, "no handshake"));
    }

    @Override
    HubEndpoint endpoint() {
        return new HubEndpoint(binding(), this::ended);
    }

    private void ended(Session session) {
        if (Container.of(session).repeatsHandshakes()
                && session.getUserProperties().get(KEY) instanceof String key) {
            spentKeys.add(key);
        }
    }

    /** A real refusal, 403, wherever it can be decided without the request. */
    @Override
    public boolean checkOrigin(String originHeaderValue) {
        return checks.origins().mayAdmit(originHeaderValue);
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        Object before = config.getUserProperties().putIfAbsent(TICKET, decide(config, request));
        if (before != null || shared.containsKey(TICKET)) { // two handshakes could swap their tickets
            shared.remove(TICKET);
            throw new IllegalStateException(
                    "this container shares user properties between handshakes (expected: WebSocket 2.1): use HubServlet");
        }
    }

    private Ticket decide(ServerEndpointConfig config, HandshakeRequest request) {
        Handshake handshake = Handshakes.of(config, request);
        String key = handshake.header(HandshakeRequest.SEC_WEBSOCKET_KEY).orElse("");
        if (spentKeys.contains(key)) {
            return new Ticket.Refused(CloseReason.of(CloseCode.OVERLOADED, "handshake repeated"));
        }
        config.getUserProperties().put(KEY, key);
        Outcome outcome = checks.of(handshake);
        if (outcome instanceof Outcome.Pending pending) {
            outcome = checks.await(pending);
        }
        return outcome instanceof Outcome.Admitted admitted
                ? new Ticket.Admitted(admitted.identity())
                : new Ticket.Refused(Reasons.of(((Outcome.Refused) outcome).refusal()));
    }
}
