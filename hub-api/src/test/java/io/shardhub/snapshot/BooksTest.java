package io.shardhub.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BooksTest {

    private static final Books BOOKS = new Books(10, 4, 1, 2, Map.of(DropCause.OUTBOX_FULL, 2L, DropCause.TOO_OLD, 1L));

    @Test
    void everyCauseIsPresent() {
        assertThat(Books.EMPTY.dropped()).containsOnlyKeys(DropCause.values()).containsEntry(DropCause.TOO_OLD, 0L);
        assertThat(BOOKS.dropped()).containsOnlyKeys(DropCause.values()).containsEntry(DropCause.OUTBOX_FULL, 2L);
    }

    @Test
    void booksBalanceWhenEveryMessageIsSomewhereOnce() {
        assertThat(BOOKS.droppedTotal()).isEqualTo(3);
        assertThat(BOOKS.isBalanced()).isTrue();
        assertThat(Books.EMPTY.isBalanced()).isTrue();
        assertThat(new Books(11, 4, 1, 2, BOOKS.dropped()).isBalanced()).isFalse();
        assertThat(new Books(10, 5, 1, 2, BOOKS.dropped()).isBalanced()).isFalse();
    }

    @Test
    void booksAddUpFigureByFigure() {
        Books other = new Books(3, 1, 0, 0, Map.of(DropCause.WRITE_FAILED, 1L, DropCause.TOO_OLD, 1L));
        Books sum = BOOKS.plus(other);
        assertThat(sum)
                .isEqualTo(new Books(
                        13,
                        5,
                        1,
                        2,
                        Map.of(DropCause.OUTBOX_FULL, 2L, DropCause.TOO_OLD, 2L, DropCause.WRITE_FAILED, 1L)))
                .isEqualTo(other.plus(BOOKS));
        assertThat(sum.isBalanced()).isTrue();
        assertThat(BOOKS.plus(Books.EMPTY)).isEqualTo(BOOKS);
    }

    @Test
    void booksDoNotChangeWithTheMapTheyWereMadeFrom() {
        Map<DropCause, Long> dropped = new EnumMap<>(DropCause.class);
        Books books = new Books(0, 0, 0, 0, dropped);
        dropped.put(DropCause.TOO_OLD, 5L);
        assertThat(books.droppedTotal()).isZero();
        assertThatThrownBy(() -> books.dropped().put(DropCause.TOO_OLD, 5L))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
