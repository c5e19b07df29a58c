package io.shardhub.examples.container;

/** A container in this process with one application; it serves until it is closed. */
public interface EmbeddedContainer extends AutoCloseable {

    /** The port that it listens on. */
    int port();

    /** Stops it, and waits until its threads are gone. */
    @Override
    void close();
}
