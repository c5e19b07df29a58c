package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.Client;
import io.shardhub.Message;
import io.shardhub.SendResult;
import io.shardhub.core.protocol.JsonProtocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

final class ClientRequestTest {

    private static final String EMPTY = "{\"type\":\"hub.reply\",\"id\":\"7\",\"data\":null}";

    private final JsonProtocol protocol = new JsonProtocol();
    private final List<String> sent = new ArrayList<>();
    private final Client client = Mockito.mock(Client.class, invocation -> {
        sent.add(invocation.<Message>getArgument(0).frame(protocol).text());
        return SendResult.ACCEPTED;
    });

    private ClientRequest request(@Nullable String id) {
        return new ClientRequest(protocol, client, "TYPE", id, 17);
    }

    @Test
    void knowsWhatItWasMadeOf() {
        ClientRequest request = request("7");
        assertThat(request.client()).isSameAs(client);
        assertThat(request.type()).isEqualTo("TYPE");
        assertThat(request.id()).contains("7");
        assertThat(request.data()).isEqualTo(17);
        assertThat(request(null).id()).isEmpty();
    }

    @Test
    void handlerThatAnswersIsTheOnlyAnswer() {
        ClientRequest request = request("7");
        assertThat(request.reply(List.of(1))).isEqualTo(SendResult.ACCEPTED);
        assertThatThrownBy(() -> request.reply(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("TYPE: answered already");
        assertThatThrownBy(() -> request.fail("x", "y")).isInstanceOf(IllegalStateException.class);
        request.complete();
        assertThat(request.claim()).isFalse();
        assertThat(sent).containsExactly("{\"type\":\"hub.reply\",\"id\":\"7\",\"data\":[1]}");
    }

    @Test
    void handlerThatFailsTheRequestIsTheOnlyAnswer() {
        ClientRequest request = request("7");
        request.fail("no", "not now");
        request.complete();
        assertThat(sent)
                .containsExactly(
                        "{\"type\":\"hub.reply\",\"id\":\"7\",\"error\":{\"code\":\"no\",\"message\":\"not now\"}}");
    }

    @Test
    void handlerThatReturnsGivesAnEmptyReply() {
        ClientRequest request = request("7");
        request.complete();
        request.complete();
        assertThat(sent).containsExactly(EMPTY);
        assertThatThrownBy(() -> request.reply(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void deferredRequestIsAnsweredLaterAndOnce() {
        ClientRequest request = request("7");
        request.defer();
        request.complete();
        assertThat(sent).isEmpty();
        request.reply(null);
        assertThat(sent).containsExactly(EMPTY);
    }

    @Test
    void handlerThatThrowsAfterDeferringLeavesTheAnswerToTheHub() {
        ClientRequest request = request("7");
        request.defer();
        assertThat(request.claim()).isTrue();
        assertThat(request.claim()).as("once").isFalse();
        assertThatThrownBy(() -> request.reply(1)).isInstanceOf(IllegalStateException.class);
        assertThat(sent).isEmpty();
    }

    @Test
    void withoutIdOnlyErrorsAreSent() {
        request(null).complete();
        assertThat(request(null).reply(1)).isEqualTo(SendResult.ACCEPTED);
        assertThat(sent).isEmpty();
        request(null).fail("no", "not now");
        assertThat(sent).containsExactly("{\"type\":\"hub.error\",\"data\":{\"code\":\"no\",\"message\":\"not now\"}}");
    }

    /** An answer that cannot be mapped is no answer: the failed handler still gives one. */
    @Test
    void answerThatCannotBeMappedLeavesTheRequestOpen() {
        ClientRequest request = request("7");
        assertThatThrownBy(() -> request.reply(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThat(request.claim()).isTrue();
        assertThat(sent).isEmpty();
    }
}
