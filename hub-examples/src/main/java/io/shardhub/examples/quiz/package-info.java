/**
 * A live trivia quiz: a page, a hub, and the game between them. {@link io.shardhub.examples.quiz.QuizServer} runs it;
 * {@link io.shardhub.examples.quiz.QuizDesk} is the protocol; the rules are in {@link io.shardhub.examples.quiz.game}.
 *
 * <p>A page first logs in ({@link io.shardhub.examples.quiz.LoginServlet}): it gives a nickname, or the wish to host, for a token, and
 * shows that token when it connects. When the hub asks ({@code hub.refresh}) it gives that token for a fresh one; the user, and so the
 * seat in a quiz, stay.
 *
 * <p>Requests of a page, each answered by {@code hub.reply}:
 *
 * <table>
 *   <caption>Client to server</caption>
 *   <tr><th>Type</th><th>Data</th><th>Answer</th><th>Errors</th></tr>
 *   <tr><td>QUIZ_OPEN</td><td>{}</td><td>{quiz}</td><td>too_many_quizzes, forbidden (no host)</td></tr>
 *   <tr><td>QUIZ_JOIN</td><td>{quiz}; the nickname is in the token</td><td>STATE, see {@link io.shardhub.examples.quiz.game.QuizState}</td>
 *       <td>no_such_quiz, bad_name, name_taken, quiz_full</td></tr>
 *   <tr><td>USER_READY</td><td>{quiz}</td><td>{}</td><td>no_such_quiz, not_joined</td></tr>
 *   <tr><td>QUIZ_START</td><td>{quiz}</td><td>{}</td><td>no_such_quiz, forbidden, no_players</td></tr>
 *   <tr><td>USER_ANSWER</td><td>{quiz, question, choice}</td><td>{accepted}</td>
 *       <td>no_such_quiz, not_joined, too_late, already_answered, bad_data</td></tr>
 *   <tr><td>USER_HEARTBEAT</td><td>{quiz}</td><td>{serverTime}</td><td>no_such_quiz, not_joined</td></tr>
 * </table>
 *
 * <p>Several servers can act as one ({@link io.shardhub.examples.quiz.QuizNode}): players of one quiz may be connected to any of them.
 * A quiz runs at the node of its host, and is on that node's disk; the first letter of its code is that node's letter. What a page asks
 * at another node is carried there as an {@code Errand} by {@code QuizPost}, on a bus of its own, and the answer back. What the quiz
 * says by itself goes to the topic of the quiz and to users, and the hubs see to it that it arrives on every node. While the host's
 * node is away its quizzes stand still, and requests are refused with {@code away}; when it is back, the other nodes ask those who
 * were in them to connect again, as pages do by themselves.
 *
 * <p>What the server says by itself is {@link io.shardhub.examples.quiz.game.Announcement}. A field that is null may be
 * missing.
 */
@NullMarked
package io.shardhub.examples.quiz;

import org.jspecify.annotations.NullMarked;
