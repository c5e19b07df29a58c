package io.shardhub.core.testing;

/** Work beside a test; the common pool has only one thread for all on a small machine. */
public final class Aside {

    private Aside() {}

    /** Starts it on a thread of its own. */
    public static void start(Runnable work) {
        Thread thread = new Thread(work, "aside");
        thread.setDaemon(true);
        thread.start();
    }
}
