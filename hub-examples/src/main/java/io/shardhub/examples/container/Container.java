package io.shardhub.examples.container;

import io.shardhub.examples.settings.Environment;
import java.io.IOException;
import java.util.Locale;

/**
 * The containers by name. The class path holds the jars of one of them, which {@code bin/run-main} picks by the environment
 * variable {@code CONTAINER}.
 */
public enum Container {
    /** Tomcat 11. */
    TOMCAT {
        @Override
        public EmbeddedContainer start(Listen listen, Application application) throws IOException {
            return EmbeddedTomcat.start(listen, application);
        }
    },
    /** Tomcat 10.1. */
    TOMCAT10 {
        @Override
        public EmbeddedContainer start(Listen listen, Application application) throws IOException {
            return EmbeddedTomcat.start(listen, application);
        }
    },
    /** Jetty 12.1, Jakarta EE 10. */
    JETTY {
        @Override
        public EmbeddedContainer start(Listen listen, Application application) throws IOException {
            return EmbeddedJetty.start(listen, application);
        }
    },
    /** Tyrus 2.2 on Grizzly, without servlets. */
    TYRUS {
        @Override
        public EmbeddedContainer start(Listen listen, Application application) throws IOException {
            return EmbeddedTyrus.start(listen, application);
        }
    },
    /** Undertow 2.3. */
    UNDERTOW {
        @Override
        public EmbeddedContainer start(Listen listen, Application application) throws IOException {
            return EmbeddedUndertow.start(listen, application);
        }
    };

    /** Starts it, or throws with nothing left behind. */
    public abstract EmbeddedContainer start(Listen listen, Application application) throws IOException;

    /**
     * The container that {@code CONTAINER} names; Tomcat if it names none.
     *
     * @throws IllegalArgumentException if it names something else
     */
    public static Container of(Environment environment) {
        return environment.choice("CONTAINER", TOMCAT);
    }

    /** The name, as it is given from outside. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
