package io.shardhub.examples.quiz.game;

/**
 * One line of the table.
 *
 * @param user the public name of the player, such as {@code p3}
 * @param name what the player wants to be called
 * @param score the points so far
 */
public record Score(String user, String name, int score) {}
