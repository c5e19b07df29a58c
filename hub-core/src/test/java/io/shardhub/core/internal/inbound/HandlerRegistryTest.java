package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.Execution;
import io.shardhub.HandlerOptions;
import io.shardhub.Priority;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.InboundOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HandlerRegistryTest {

    private static final Duration HUB_DEADLINE = Duration.ofSeconds(7);

    private final HandlerRegistry registry = registry(new ManualRuntime());

    private static HandlerRegistry registry(HubRuntime runtime) {
        return new HandlerRegistry(
                new WorkerPool(runtime, "t", InboundOptions.defaults(1)), HUB_DEADLINE, Measurements.none(runtime));
    }

    /** As the default one on a JDK that has no virtual threads. */
    private static final class PlainRuntime implements HubRuntime {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Loop start(String role, DutyCycle cycle) {
            throw new AssertionError("not started");
        }
    }

    @Test
    void findsHandlersByType() {
        HandlerOptions options = HandlerOptions.inline().withPriority(Priority.LOW);
        registry.add("a", Integer.class, options, request -> {});
        HandlerRegistry.Registered found = Objects.requireNonNull(registry.find("a"));
        assertThat(found.dataType()).isEqualTo(Integer.class);
        assertThat(found.options().execution()).isEqualTo(Execution.INLINE);
        assertThat(found.options().priority()).isEqualTo(Priority.LOW);
        assertThat(registry.find("A")).isNull();
        assertThat(registry.find("")).isNull();
    }

    @Test
    void typeHasOneHandler() {
        registry.add("a", String.class, HandlerOptions.defaults(), request -> {});
        assertThatThrownBy(() -> registry.add("a", String.class, HandlerOptions.defaults(), request -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("type: 'a' has a handler already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hub.", "hub.subscribe", "hub.mine"})
    void typesOfTheLibraryAreReserved(String type) {
        assertThatThrownBy(() -> registry.add(type, String.class, HandlerOptions.defaults(), request -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type: '" + type + "' (expected: not empty and not beginning with hub.)");
        assertThat(registry.find(type)).isNull();
    }

    private Type dataTypeOf(String type) {
        return Objects.requireNonNull(registry.find(type)).dataType();
    }

    @Test
    void libraryHasItsOwn() {
        registry.addOwn("subscribe", String.class, request -> {});
        assertThat(dataTypeOf("hub.subscribe")).isEqualTo(String.class);
        registry.add("hubble", String.class, HandlerOptions.defaults(), request -> {});
        assertThat(dataTypeOf("hubble")).isEqualTo(String.class);
    }

    @Test
    void deadlineIsThatOfTheHandlerOrElseOfTheHub() {
        registry.add("a", String.class, HandlerOptions.defaults(), request -> {});
        registry.add("b", String.class, HandlerOptions.inline().withDeadline(Duration.ofMillis(3)), request -> {});
        assertThat(Objects.requireNonNull(registry.find("a")).deadlineNanos()).isEqualTo(HUB_DEADLINE.toNanos());
        assertThat(Objects.requireNonNull(registry.find("b")).deadlineNanos()).isEqualTo(3_000_000);
    }

    @Test
    void virtualThreadsAreRefusedWhereThereAreNone() {
        HandlerRegistry plain = registry(new PlainRuntime());
        assertThatThrownBy(() -> plain.add("a", String.class, HandlerOptions.virtual(), request -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("execution: VIRTUAL (expected: POOL or INLINE; virtual threads need JDK 21 or newer)");
        assertThat(plain.find("a")).isNull();
        registry.add("a", String.class, HandlerOptions.virtual(), request -> {});
        assertThat(dataTypeOf("a")).isEqualTo(String.class);
    }

    @Test
    void threadsOfTheJdkDecideWhetherThereAreVirtualOnes() {
        assertThat(HubRuntime.threads().virtualThreads("x") != null)
                .isEqualTo(Runtime.version().feature() >= 21);
    }
}
