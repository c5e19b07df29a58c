package io.shardhub.examples.quiz.game;

import io.shardhub.examples.quiz.game.SavedQuiz.SavedPlayer;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The players of one quiz, in the order in which they came; plain state under the quiz's lock. */
final class Roster {

    private final Map<String, Player> players = new LinkedHashMap<>();

    Collection<Player> players() {
        return players.values();
    }

    boolean isEmpty() {
        return players.isEmpty();
    }

    Optional<Player> find(String user) {
        return Optional.ofNullable(players.get(user));
    }

    Player require(String user) throws RefusedException {
        return find(user).orElseThrow(() -> new RefusedException("not_joined", "join the quiz first"));
    }

    /** Takes in a player, or welcomes one back, perhaps under another name. */
    Player join(String user, @Nullable String wantedName, long now) throws RefusedException {
        String name = Nickname.check(wantedName);
        for (Player other : players.values()) {
            if (Nickname.fold(other.name()).equals(Nickname.fold(name))
                    && !other.user().equals(user)) {
                throw new RefusedException("name_taken", "somebody else is called " + name);
            }
        }
        Player known = players.get(user);
        if (known != null) {
            known.rename(name);
            known.heard(now);
            return known;
        }
        if (players.size() >= QuizRules.MAX_PLAYERS) {
            throw new RefusedException("quiz_full", "the quiz has " + QuizRules.MAX_PLAYERS + " players, no more");
        }
        Player player = new Player(user, players.size() + 1, name, now);
        players.put(user, player);
        return player;
    }

    /** Marks who was silent for too long. */
    boolean markSilent(long now) {
        boolean changed = false;
        for (Player player : players.values()) {
            if (player.isOnline() && now - player.heardAt() > QuizRules.SILENCE.toMillis()) {
                player.leave(now);
                changed = true;
            }
        }
        return changed;
    }

    int answered() {
        return (int) players.values().stream()
                .filter(player -> player.answer() != null)
                .count();
    }

    /** How many answers there may be: of those who are online, and of those who have answered before they left. */
    int expected() {
        return (int) players.values().stream()
                .filter(player -> player.isOnline() || player.answer() != null)
                .count();
    }

    /** Whether somebody has answered and nobody else is waited for. */
    boolean isComplete(long now) {
        return answered() > 0 && players.values().stream().noneMatch(player -> player.isAwaited(now));
    }

    List<PlayerCard> cards() {
        return players.values().stream().map(Player::card).toList();
    }

    /** The table, best first; players with equal scores in the order in which they came. */
    List<Score> scores() {
        return players.values().stream()
                .sorted(Comparator.comparingInt(Player::score).reversed())
                .map(Player::line)
                .toList();
    }

    List<SavedPlayer> save() {
        return players.values().stream().map(Player::save).toList();
    }

    void restore(List<SavedPlayer> saved, long now) {
        saved.forEach(player -> players.put(player.user(), new Player(player, now)));
    }
}
