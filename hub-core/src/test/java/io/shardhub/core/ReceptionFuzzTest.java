package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.LimitOptions;
import io.shardhub.options.RateOptions;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever peers send in whatever order: nothing throws, every message is accounted for, and others are served. */
class ReceptionFuzzTest {

    @Provide
    Arbitrary<List<String>> storms() {
        Arbitrary<String> texts = Arbitraries.of(
                "{\"type\":\"echo\",\"id\":\"1\",\"data\":\"x\"}",
                "{\"type\":\"hub.subscribe\",\"id\":\"2\",\"data\":{\"topic\":\"t\"}}",
                "{\"type\":\"hub.subscribe\",\"data\":7}",
                "{\"type\":\"hub.unsubscribe\",\"id\":\"3\",\"data\":{\"topic\":\"t\"}}",
                "{\"type\":\"hub.publish\",\"id\":\"4\",\"data\":{\"topic\":\"t\",\"type\":\"X\"}}",
                "{\"type\":\"hub.publish\",\"data\":{\"topic\":{},\"type\":[]}}",
                "{\"type\":\"hub.refresh\",\"id\":\"5\",\"data\":{\"token\":\"x\"}}",
                "{\"type\":\"hub.refresh\",\"data\":{\"token\":{}}}",
                "{\"type\":\"hub.hello\",\"data\":{\"batch\":\"maybe\"}}",
                "{\"type\":\"hub.hello\",\"data\":{\"batch\":true}}",
                "{\"type\":\"hub.welcome\"}",
                "BINARY",
                "PONG",
                "RUN",
                "SECOND",
                "[[[[[[[[[",
                "\ud800");
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(5, texts),
                        net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(60)))
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 300)
    void everyMessageIsAccountedFor(@ForAll("storms") List<String> storm) {
        ManualRuntime runtime = new ManualRuntime();
        LimitOptions limits =
                LimitOptions.unlimited().withRate(RateOptions.unlimited().withMessages(20, 30));
        Manager manager = Manager.create(
                HubRig.options(2).withLimits(limits), HubParts.defaults().withRuntime(runtime));
        manager.on("echo", String.class, request -> request.reply(request.data()))
                .allowTopics((client, topic) -> topic.equals("t"))
                .start();
        Receiver attacker = manager.accept(new RecordingConnection(), Identity.of("attacker"));
        RecordingConnection line = new RecordingConnection();
        Receiver honest = manager.accept(line, Identity.of("honest"));
        for (String step : storm) {
            switch (step) {
                case "BINARY" -> attacker.binary(100);
                case "PONG" -> attacker.pong();
                case "RUN" -> runtime.runUntilIdle();
                case "SECOND" -> runtime.advance(Duration.ofSeconds(1));
                default -> attacker.text(step);
            }
        }
        runtime.runUntilIdle();
        honest.text("{\"type\":\"echo\",\"id\":\"h\",\"data\":\"still here\"}");
        runtime.runUntilIdle();
        assertThat(line.texts()).last().isEqualTo("{\"type\":\"hub.reply\",\"id\":\"h\",\"data\":\"still here\"}");
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
        HubRig.balancedBooks(manager.hub());
    }
}
