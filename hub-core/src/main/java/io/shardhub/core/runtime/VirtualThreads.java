package io.shardhub.core.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The virtual threads of the JDK, if it has any: they came with 21, and this is compiled for 17. */
final class VirtualThreads {

    /** {@code Thread.ofVirtual()}; null if this JDK has none. */
    private static final @Nullable Method OF_VIRTUAL = find();

    /** {@code Thread.isVirtual()}. */
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private VirtualThreads() {}

    private static MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) { // before 21
            return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Thread.class);
        }
    }

    /** Whether that thread is one. */
    static boolean isVirtual(Thread thread) {
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new LinkageError("whether a thread is virtual cannot be asked", e);
        }
    }

    private static @Nullable Method find() {
        try {
            Method found = Thread.class.getMethod("ofVirtual");
            found.invoke(null); // where they are a preview, this throws
            return found;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Runs each task on a thread of its own, named after the role and numbered; null if this JDK cannot. */
    static @Nullable Executor executor(String role) {
        if (OF_VIRTUAL == null) {
            return null;
        }
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Object named =
                    builder.getMethod("name", String.class, long.class).invoke(OF_VIRTUAL.invoke(null), role + "-", 0L);
            ThreadFactory factory = (ThreadFactory) builder.getMethod("factory").invoke(named);
            return task -> factory.newThread(task).start();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("virtual threads are there, but cannot be named", e);
        }
    }
}
