package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.shardhub.jakarta.PipeChoice;
import io.shardhub.jakarta.PipeSnapshot;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which pipe a session gets, and what is counted. */
class PipesTest {

    private final Session session = mock(Session.class);
    private final Pipe fast = mock(Pipe.class);

    PipesTest() {
        when(session.getAsyncRemote()).thenReturn(mock(RemoteEndpoint.Async.class));
    }

    private Pipe bind(Pipes pipes) {
        return pipes.bind(session, Container.UNDERTOW);
    }

    private static PipeSnapshot count(int fast, int standard, int demoted) {
        return new PipeSnapshot("undertow", fast, standard, demoted);
    }

    @Test
    void theFirstFactoryThatKnowsTheSessionBindsIt() {
        Pipes pipes = new Pipes(
                "test",
                PipeChoice.FAST,
                List.of((actual, standard) -> Optional.empty(), (actual, standard) -> Optional.of(fast)));
        assertThat(pipes.snapshot()).isEmpty();
        assertThat(bind(pipes)).isSameAs(fast);
        assertThat(pipes.snapshot()).containsExactly(count(1, 0, 0));
    }

    @Test
    void aSessionThatNobodyKnowsGetsTheStandardPipe() {
        Pipes pipes = new Pipes("test", PipeChoice.FAST, List.of((actual, standard) -> Optional.empty()));
        assertThat(bind(pipes)).isInstanceOf(StandardPipe.class);
        assertThat(pipes.snapshot()).containsExactly(count(0, 1, 0));
    }

    @Test
    void theSwitchAsksNoFactory() {
        Pipes pipes = new Pipes("test", PipeChoice.STANDARD, List.of((actual, standard) -> Optional.of(fast)));
        assertThat(bind(pipes)).isInstanceOf(StandardPipe.class);
        assertThat(pipes.snapshot()).containsExactly(count(0, 1, 0));
    }

    @Test
    void aContainerThatIsNotAsExpectedDemotesTheSession() {
        List<Throwable> surprises = List.of(
                new NoSuchFieldException("thrown by the test"),
                new IllegalStateException("thrown by the test"),
                new NoClassDefFoundError("thrown by the test"));
        for (Throwable surprise : surprises) {
            Pipes pipes = new Pipes("test", PipeChoice.FAST, List.of((actual, standard) -> {
                if (surprise instanceof ReflectiveOperationException e) {
                    throw e;
                }
                throw Resolved.unchecked(surprise);
            }));
            assertThat(bind(pipes)).isInstanceOf(StandardPipe.class);
            assertThat(pipes.snapshot()).containsExactly(count(0, 0, 1));
        }
    }

    @Test
    void aContainerThatSurprisedAPipeIsNotTrustedAgain() {
        Pipes pipes = new Pipes("test", PipeChoice.FAST, List.of((actual, standard) -> Optional.of(fast)));
        bind(pipes);
        pipes.distrust(Container.UNDERTOW, new NoSuchMethodError("thrown by the test"));
        assertThat(bind(pipes)).isInstanceOf(StandardPipe.class);
        assertThat(pipes.bind(session, Container.JETTY)).isSameAs(fast);
        assertThat(pipes.snapshot()).containsExactly(new PipeSnapshot("jetty", 1, 0, 0), count(1, 0, 1));
    }

    @Test
    void factoriesSeeTheSessionBehindAWrapper() {
        List<Session> seen = new ArrayList<>();
        Pipes pipes = new Pipes("test", PipeChoice.FAST, List.of((actual, standard) -> {
            seen.add(actual);
            return Optional.empty();
        }));
        Session proxy = (Session) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Session.class}, new Wrapper(session));
        assertThat(Unwrapped.of(proxy)).isSameAs(session);
        pipes.bind(proxy, Container.OTHER);
        assertThat(seen).containsExactly(session);
        assertThat(pipes.snapshot()).containsExactly(new PipeSnapshot("other", 0, 1, 0));
    }

    /** What frameworks put around sessions. */
    private record Wrapper(Session session) implements java.lang.reflect.InvocationHandler {
        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) throws Throwable {
            return method.invoke(session, args);
        }
    }
}
