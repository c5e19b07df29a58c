package io.shardhub.jakarta.monitor;

/** Looks for classes that need not be there. */
final class Presence {

    private Presence() {}

    static boolean isPresent(String className) {
        try {
            Class.forName(className, false, Presence.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
