package io.shardhub.examples.quiz.game;

/**
 * What a player has answered to the current question.
 *
 * @param choice the index of the option
 * @param remainingMs how much of the question's time was left
 */
record Answer(int choice, long remainingMs) {}
