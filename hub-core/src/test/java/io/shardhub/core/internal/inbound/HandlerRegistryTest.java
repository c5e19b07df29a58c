package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.Execution;
import io.shardhub.HandlerOptions;
import io.shardhub.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HandlerRegistryTest {

    private final HandlerRegistry registry = new HandlerRegistry();

    @Test
    void findsHandlersByType() {
        HandlerOptions options = HandlerOptions.inline().withPriority(Priority.LOW);
        registry.add("a", Integer.class, options, request -> {});
        HandlerRegistry.Registered found = registry.find("a");
        assertThat(found).isNotNull();
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

    @Test
    void libraryHasItsOwn() {
        registry.addOwn("subscribe", String.class, request -> {});
        assertThat(registry.find("hub.subscribe")).isNotNull();
        registry.add("hubble", String.class, HandlerOptions.defaults(), request -> {});
        assertThat(registry.find("hubble")).isNotNull();
    }
}
