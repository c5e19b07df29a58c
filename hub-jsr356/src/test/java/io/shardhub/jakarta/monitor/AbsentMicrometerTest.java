package io.shardhub.jakarta.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Handshake;
import io.shardhub.monitor.Monitored;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where Micrometer is not on the class path, nothing of it is touched. */
final class AbsentMicrometerTest {

    /** Loads the monitor anew, and finds no Micrometer. */
    private static final class WithoutMicrometer extends ClassLoader {

        WithoutMicrometer() {
            super(AbsentMicrometerTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.micrometer.")) {
                throw new ClassNotFoundException(name + " is not here");
            }
            if (!name.startsWith("io.shardhub.jakarta.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = Objects.requireNonNull(file, name).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void everythingButPrometheusWorks() throws Exception {
        try (WatchedHub hub = new WatchedHub()) {
            ClassLoader loader = new WithoutMicrometer();
            Class<?> authorizerType = loader.loadClass("io.shardhub.jakarta.monitor.MonitorAuthorizer");
            Class<?> accessType = loader.loadClass("io.shardhub.jakarta.monitor.MonitorAuthorizer$Access");
            Object allowed = accessType.getEnumConstants()[0];
            Object authorizer = Proxy.newProxyInstance(
                    loader, new Class<?>[] {authorizerType}, (proxy, method, arguments) -> allowed);
            Class<?> monitorType = loader.loadClass("io.shardhub.jakarta.monitor.Monitor");
            Object monitor =
                    monitorType.getConstructor(Monitored.class, authorizerType).newInstance(hub.manager, authorizer);
            assertThat(status(loader, monitor, "/metrics")).isEqualTo(200);
            assertThat(status(loader, monitor, "/metrics/prometheus")).isEqualTo(501);
        }
    }

    private static int status(ClassLoader loader, Object monitor, String path) throws Exception {
        Class<?> requestType = loader.loadClass("io.shardhub.jakarta.monitor.MonitorRequest");
        Handshake details = new Handshake("", Map.of(), Map.of(), "", Optional.empty());
        Object request = requestType
                .getConstructor(String.class, String.class, Handshake.class)
                .newInstance("GET", path, details);
        Object answer = monitor.getClass().getMethod("handle", requestType).invoke(monitor, request);
        return (int) answer.getClass().getMethod("status").invoke(answer);
    }
}
