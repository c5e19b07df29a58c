package io.shardhub.examples.quiz.game;

/**
 * What everybody may see of a player.
 *
 * @param user the public name, such as {@code p3}; never the user id
 * @param name what the player wants to be called
 * @param ready whether the player has said so in the lobby
 * @param online whether the player was heard of lately
 */
public record PlayerCard(String user, String name, boolean ready, boolean online) {}
