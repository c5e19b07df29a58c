package io.shardhub.examples.attack;

/** What is done to a server while honest clients play, from {@link #begin} to {@link #close}. */
interface Trouble extends AutoCloseable {

    Trouble begin();

    /** What was done so far, in words. */
    String deeds();

    @Override
    void close();
}
