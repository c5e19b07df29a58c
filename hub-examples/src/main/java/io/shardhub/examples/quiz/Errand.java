package io.shardhub.examples.quiz;

import io.shardhub.Client;
import org.jspecify.annotations.Nullable;

/**
 * What a page asks of a quiz, and who asks. It is done at the node that runs the quiz, wherever the page is connected.
 *
 * @param type the message type
 * @param connection the client's id, which names its node too
 * @param user who it is
 * @param name the nickname, as the token has it; null if it has none
 * @param request what the page has said
 */
record Errand(
        String type,
        String connection,
        String user,
        @Nullable String name,
        Request request) {

    static final String JOIN = "QUIZ_JOIN";
    static final String READY = "USER_READY";
    static final String START = "QUIZ_START";
    static final String ANSWER = "USER_ANSWER";
    static final String HEARTBEAT = "USER_HEARTBEAT";

    /** No page asks that: its connection is gone, or in another quiz. */
    static final String LEAVE = "LEAVE";

    /**
     * What pages say, each type a part of it.
     *
     * @param quiz the code
     * @param question that is answered
     * @param choice that is made
     */
    record Request(
            @Nullable String quiz,
            @Nullable Integer question,
            @Nullable Integer choice) {}

    static Errand of(String type, Client client, Request request) {
        return new Errand(
                type,
                client.id(),
                client.userId(),
                client.identity().attributes().get(QuizTokens.NAME),
                request);
    }

    static Errand leave(Client client, String quiz) {
        return of(LEAVE, client, new Request(quiz, null, null));
    }

    @Nullable
    String quiz() {
        return request.quiz;
    }
}
