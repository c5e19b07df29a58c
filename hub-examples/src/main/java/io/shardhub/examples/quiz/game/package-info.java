/**
 * The rules of the quiz, without a network: what a {@link io.shardhub.examples.quiz.game.Quiz} does when players act and
 * time passes, how a {@link io.shardhub.examples.quiz.game.QuizRoom} makes it safe to share and keeps it on disk, and how
 * {@link io.shardhub.examples.quiz.game.Quizzes} finds a room by its code.
 *
 * <p>Time, timers and random numbers come from outside, so that a test plays a whole quiz without waiting.
 */
@NullMarked
package io.shardhub.examples.quiz.game;

import org.jspecify.annotations.NullMarked;
