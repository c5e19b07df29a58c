package io.shardhub.examples.container;

import java.io.IOException;

/** Why a container does not serve. */
final class StartFailure {

    private StartFailure() {}

    /** An exception that says where it was to listen, and the innermost reason. */
    static IOException at(Listen listen, Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new IOException("cannot serve on " + listen + ": " + root.getMessage(), failure);
    }
}
