import org.jspecify.annotations.NullMarked;

/** The hub itself, in pure Java: it needs no container and no network. */
@NullMarked
module io.shardhub.core {
    requires transitive io.shardhub.api;
    requires static transitive org.jspecify;
    requires transitive com.google.gson;
    requires org.jctools.core;
    requires HdrHistogram;
    requires org.slf4j;

    exports io.shardhub.core;
    exports io.shardhub.core.cluster;
    exports io.shardhub.core.protocol;
    exports io.shardhub.core.runtime;
    exports io.shardhub.core.sharding;
}
