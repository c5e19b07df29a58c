import org.jspecify.annotations.NullMarked;

/** The contracts of Shardhub: what applications call and what transports, strategies and cluster engines implement. */
@NullMarked
module io.shardhub.api {
    requires static transitive org.jspecify;
    requires transitive org.slf4j;

    exports io.shardhub;
    exports io.shardhub.annotation;
    exports io.shardhub.auth;
    exports io.shardhub.cluster;
    exports io.shardhub.event;
    exports io.shardhub.log;
    exports io.shardhub.monitor;
    exports io.shardhub.options;
    exports io.shardhub.protocol;
    exports io.shardhub.sharding;
    exports io.shardhub.snapshot;
    exports io.shardhub.transport;
}
