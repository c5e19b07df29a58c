package io.shardhub.jakarta.internal;

import io.shardhub.auth.Authenticator;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.transport.Gateway;

/** What all sessions of one deployment share. */
public record Binding(Gateway gateway, Authenticator authenticator, Closer closer, Pipes pipes, boolean compression) {

    /** The binding of a new deployment. */
    public static Binding of(Gateway gateway, Authenticator authenticator, JakartaOptions options) {
        return new Binding(
                gateway,
                authenticator,
                new Closer(gateway.name(), options.closerThreads(), options.linger()),
                new Pipes(gateway.name(), options.pipe()),
                options.compression());
    }
}
