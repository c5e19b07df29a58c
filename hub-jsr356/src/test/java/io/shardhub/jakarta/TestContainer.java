package io.shardhub.jakarta;

import io.shardhub.jakarta.TestServer.Bound;
import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.apache.catalina.util.ServerInfo;

/** The containers on the class path. */
enum TestContainer {
    /** Tomcat, in the version that is on the class path. */
    TOMCAT("Tomcat") {
        @Override
        String version() {
            return ServerInfo.getServerNumber();
        }

        @Override
        TestServer servlet(Bound bound) throws Exception {
            return TomcatServer.withServlet(bound);
        }

        @Override
        TestServer deployment(Bound bound) throws Exception {
            return TomcatServer.withDeployment(bound);
        }
    },
    /** Jetty with its ee10 environment. */
    JETTY("Jetty ee10") {
        @Override
        String version() {
            return org.eclipse.jetty.util.Jetty.VERSION;
        }

        @Override
        TestServer servlet(Bound bound) throws Exception {
            return JettyServer.withServlet(bound);
        }

        @Override
        TestServer deployment(Bound bound) throws Exception {
            return JettyServer.withDeployment(bound);
        }
    },
    /** Tyrus on Grizzly, which has no servlets. */
    TYRUS("Tyrus on Grizzly") {
        @Override
        String version() throws IOException {
            return manifestOf(org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer.class)
                    .getValue("Bundle-Version");
        }

        @Override
        TestServer servlet(Bound bound) {
            throw new UnsupportedOperationException("Tyrus on Grizzly has no servlets");
        }

        @Override
        TestServer deployment(Bound bound) throws Exception {
            return TyrusServer.withDeployment(bound);
        }
    },
    /** Undertow. */
    UNDERTOW("Undertow") {
        @Override
        String version() {
            return io.undertow.Version.getVersionString();
        }

        @Override
        TestServer servlet(Bound bound) throws Exception {
            return UndertowServer.withServlet(bound);
        }

        @Override
        TestServer deployment(Bound bound) throws Exception {
            return UndertowServer.withDeployment(bound);
        }
    };

    private final String title;

    TestContainer(String title) {
        this.title = title;
    }

    private static Attributes manifestOf(Class<?> type) throws IOException {
        try (JarFile jar = new JarFile(
                type.getProtectionDomain().getCodeSource().getLocation().getPath())) {
            return jar.getManifest().getMainAttributes();
        }
    }

    /** Its name for people. */
    final String title() {
        return title;
    }

    /** The version under test. */
    abstract String version() throws IOException;

    /** A server with a {@link HubServlet}. */
    abstract TestServer servlet(Bound bound) throws Exception;

    /** A server with a {@link HubDeployment}. */
    abstract TestServer deployment(Bound bound) throws Exception;

    /** A server with the route that is recommended for it. */
    final TestServer start(Bound bound) throws Exception {
        return this == TYRUS ? deployment(bound) : servlet(bound);
    }
}
