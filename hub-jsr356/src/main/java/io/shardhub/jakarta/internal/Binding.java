package io.shardhub.jakarta.internal;

import io.shardhub.transport.Gateway;

/** What all sessions of one deployment share. */
public record Binding(Gateway gateway, Closer closer) {}
