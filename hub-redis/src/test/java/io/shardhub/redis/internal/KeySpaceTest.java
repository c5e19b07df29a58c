package io.shardhub.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.cluster.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeySpaceTest {

    private final KeySpace keys = new KeySpace("quiz");

    @Test
    void everyTargetHasAChannelOfItsOwn() {
        assertThat(List.of(
                        keys.channel(new Target.All()),
                        keys.channel(new Target.Topic("a:b")),
                        keys.channel(new Target.User("7")),
                        keys.channel(new Target.Node("n1"))))
                .containsExactly("quiz:all", "quiz:topic:a:b", "quiz:user:7", "quiz:node:n1");
    }

    @Test
    void clustersWithDifferentPrefixesShareNoName() {
        KeySpace other = new KeySpace("chat");
        assertThat(keys.control()).isEqualTo("quiz:control").isNotEqualTo(other.control());
        assertThat(keys.nodes()).isEqualTo("quiz:nodes").isNotEqualTo(other.nodes());
    }

    @Test
    void aPrefixThatCouldRunIntoAnotherIsRefused() {
        assertThatThrownBy(() -> new KeySpace("quiz:topic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefix: quiz:topic (expected: 1 to 64 letters, digits, dots, dashes or underscores)");
        assertThatThrownBy(() -> new KeySpace("")).isInstanceOf(IllegalArgumentException.class);
    }
}
