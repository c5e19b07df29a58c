package io.shardhub.examples.quiz;

import org.jspecify.annotations.Nullable;

/**
 * Who somebody is, as a token says it.
 *
 * @param user a random id, made at the first login; no secret
 * @param name the nickname; null for a host without one
 * @param host whether quizzes may be opened and started
 */
record QuizVisitor(String user, @Nullable String name, boolean host) {}
