package io.shardhub.jakarta;

import io.shardhub.auth.Authenticator;
import io.shardhub.jakarta.TestServer.Bound;
import io.shardhub.transport.Gateway;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a suite runs on: a container and a way into it. A system property, "containers", names some containers,
 * separated by commas; without it a suite runs on all that are on the class path.
 */
record Rig(TestContainer container, PipeChoice pipe) {

    static final Authenticator BY_PARAMETER = Authenticator.trustingParameter("user");

    /** All. */
    static List<Rig> all() {
        String chosen = System.getProperty("containers", "");
        return Arrays.stream(TestContainer.values())
                .filter(container ->
                        chosen.isEmpty() || List.of(chosen.split(",", -1)).contains(container.name()))
                .flatMap(container -> Stream.of(PipeChoice.values()).map(pipe -> new Rig(container, pipe)))
                .toList();
    }

    /** Those of containers that have servlets. */
    static List<Rig> withServlets() {
        return all().stream()
                .filter(rig -> rig.container != TestContainer.TYRUS)
                .toList();
    }

    /**
     * Those of containers that give each handshake properties of its own; the standard pipe only where no servlet test covers
     * it.
     */
    static List<Rig> withDeployments() {
        return all().stream()
                .filter(rig -> rig.container != TestContainer.UNDERTOW)
                .filter(rig -> rig.container == TestContainer.TYRUS || rig.pipe == PipeChoice.FAST)
                .toList();
    }

    /** A server by the route that is recommended for its container. */
    TestServer start(Gateway gateway) throws Exception {
        return container.start(new Bound(gateway, BY_PARAMETER, options()));
    }

    /** The same over TLS. */
    TestServer start(Gateway gateway, Certificate certificate) throws Exception {
        return container.start(new Bound(gateway, BY_PARAMETER, options(), Optional.of(certificate)));
    }

    /** At {@code /ws}, with this rig's pipe; peers that do not answer a close do not hold a test up. */
    JakartaOptions options() {
        return JakartaOptions.at("/ws").withPipe(pipe).withLinger(Duration.ofSeconds(1));
    }

    @Override
    public String toString() {
        return (container + " " + pipe).toLowerCase(Locale.ROOT);
    }
}
