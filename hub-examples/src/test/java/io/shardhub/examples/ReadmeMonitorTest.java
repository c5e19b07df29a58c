package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Authenticator;
import io.shardhub.core.Manager;
import io.shardhub.examples.container.EmbeddedTomcat;
import io.shardhub.examples.container.Listen;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.jakarta.monitor.Monitor;
import io.shardhub.jakarta.monitor.MonitorAuthorizer;
import io.shardhub.jakarta.monitor.MonitorServlet;
import io.shardhub.options.HubOptions;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README and the guide say of monitoring: the sample is deployed as it is written there. */
class ReadmeMonitorTest {

    private static final Path SOURCE = Path.of("src/test/java/io/shardhub/examples/ReadmeMonitorTest.java");
    private static final Pattern SAMPLE = Pattern.compile("```java\n(Monitor .*?)```", Pattern.DOTALL);

    private final String token = "a-token-for-Prometheus";
    private final String password = "a-password";

    private void deploy(ServletContext context, Manager manager, Authenticator authenticator) {
        Monitor monitor = new Monitor(
                        manager, MonitorAuthorizer.bearer(token).or(MonitorAuthorizer.basic("ops", password)))
                .withPage("/ws");
        manager.allowMetrics(monitor.rule());
        MonitorServlet.register(context, monitor, "/api/ws");
        HubServlet.register(context, manager, monitor.door(authenticator), JakartaOptions.at("/ws"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/monitoring.md"})
    void theSampleIsTheOneThatIsDeployedHere(String file) throws IOException {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("..", file)));
        assertThat(sample.find()).isTrue();
        assertThat(words(Files.readString(SOURCE))).contains(words(sample.group(1)));
    }

    @Test
    void healthIsForEverybodyAndTheRestForWhomItIsAllowed() throws Exception {
        try (Manager manager = Manager.create(HubOptions.small()).start();
                EmbeddedTomcat tomcat = EmbeddedTomcat.start(
                        Listen.locally(0, 100),
                        context -> deploy(context, manager, Authenticator.trustingParameter("user")))) {
            assertThat(status(tomcat.port(), "health", "")).isEqualTo(200);
            for (String path : new String[] {"metrics", "metrics/prometheus", "shards", "connections", "dashboard"}) {
                assertThat(status(tomcat.port(), path, "Basic b3BzOndyb25n"))
                        .as(path)
                        .isEqualTo(401);
                assertThat(status(tomcat.port(), path, "Bearer " + token))
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    private static int status(int port, String path, String authorization) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/ws/" + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    /* The formatter breaks lines as it likes. */
    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }
}
