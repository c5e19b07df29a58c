import org.jspecify.annotations.NullMarked;

/** The cluster bus over Redis: so far the names that it uses there. */
@NullMarked
module io.shardhub.redis {
    requires io.shardhub.api;
    requires static org.jspecify;
}
