package io.shardhub.examples.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.Globals;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.modeler.Registry;
import org.apache.tomcat.websocket.server.WsSci;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Tomcat in this process with one application, which is set up in code; it serves until it is closed. */
public final class EmbeddedTomcat implements EmbeddedContainer {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedTomcat.class);

    private final Tomcat tomcat;

    private EmbeddedTomcat(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    /** Starts it, or throws with nothing left behind. */
    public static EmbeddedTomcat start(Listen listen, ServletApplication application) throws IOException {
        Registry.disableRegistry(); // nobody manages an example by JMX
        Tomcat tomcat = new Tomcat();
        Path baseDirectory = Files.createTempDirectory("shardhub-tomcat");
        tomcat.setBaseDir(baseDirectory.toString());
        tomcat.setConnector(connector(listen));
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer((classes, servletContext) -> application.deploy(servletContext), null);
        EmbeddedTomcat started = new EmbeddedTomcat(tomcat);
        try {
            tomcat.start();
            if (!context.getState().isAvailable()) {
                throw new LifecycleException("the application did not start, see the log");
            }
            return started;
        } catch (LifecycleException e) {
            started.close();
            throw StartFailure.at(listen, e);
        } finally {
            System.clearProperty(Globals.CATALINA_HOME_PROP); // or the next Tomcat here would make the directory again
            remove(baseDirectory); // nothing is kept there, so nothing stays of a process that is killed
        }
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            LOG.warn("Tomcat did not stop cleanly", e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warn("{} is left behind", directory, e);
        }
    }

    private static Connector connector(Listen listen) {
        Connector connector = new Connector("HTTP/1.1");
        connector.setProperty("address", listen.host());
        connector.setPort(listen.port());
        connector.setProperty("maxConnections", Integer.toString(listen.maxConnections()));
        connector.setProperty("acceptCount", "1024");
        if (listen.smallBuffers()) {
            // Every connection keeps one buffer of each, for as long as it lives; the default is 8192.
            connector.setProperty("socket.appReadBufSize", "1024");
            connector.setProperty("socket.appWriteBufSize", "1024");
        }
        connector.setThrowOnFailure(true);
        return connector;
    }
}
