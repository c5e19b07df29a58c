package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Identity;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.jakarta.TestGateway;
import io.shardhub.snapshot.RefusalCause;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sessions that a server opens while it stops. */
class HubEndpointTest {

    private final TestGateway gateway = new TestGateway();
    private final Binding binding = Binding.of(
            gateway,
            Authenticator.trustingParameter("user"),
            JakartaOptions.at("/ws").withLinger(Duration.ofMillis(50)));
    private final HubEndpoint endpoint = new HubEndpoint(binding, Identity.of("7"));
    private final Session session = mock(Session.class);

    HubEndpointTest() {
        when(session.getAsyncRemote()).thenReturn(mock(RemoteEndpoint.Async.class));
    }

    @Test
    void theHubDoesNotHearOfASessionThatHasEndedBeforeItOpens() {
        when(session.isOpen()).thenReturn(false);
        endpoint.onOpen(session, mock(EndpointConfig.class));
        assertThat(gateway.accepted()).isEmpty();
    }

    @Test
    void aSessionThatOpensAfterTheEndOfItsDeploymentIsEndedAtOnce() {
        when(session.isOpen()).thenReturn(true);
        binding.closer().close();
        endpoint.onOpen(session, mock(EndpointConfig.class));
        await().untilAsserted(() ->
                assertThat(gateway.first().receiver().closings()).containsExactly(RefusalCause.NOT_RUNNING.reason()));
    }
}
