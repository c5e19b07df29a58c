import org.jspecify.annotations.NullMarked;

/** Binds a hub to any Jakarta WebSocket container over the standard API. */
@NullMarked
module io.shardhub.jakarta {
    requires transitive io.shardhub.api;
    requires transitive jakarta.websocket;
    requires transitive jakarta.websocket.client;
    requires static transitive jakarta.servlet;
    requires static com.nimbusds.jose.jwt;
    requires static transitive micrometer.core;
    requires static micrometer.registry.prometheus;
    requires static org.jspecify;
    requires org.slf4j;

    exports io.shardhub.jakarta;
    exports io.shardhub.jakarta.jwt;
    exports io.shardhub.jakarta.micrometer;
    exports io.shardhub.jakarta.monitor;

    uses io.shardhub.jakarta.internal.PipeFactory;

    provides io.shardhub.jakarta.internal.PipeFactory with
            io.shardhub.jakarta.internal.JettyPipeFactory,
            io.shardhub.jakarta.internal.TomcatPipeFactory,
            io.shardhub.jakarta.internal.TyrusPipeFactory,
            io.shardhub.jakarta.internal.UndertowPipeFactory;
}
