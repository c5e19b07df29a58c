package io.shardhub.jakarta;

import io.shardhub.contract.ConnectionContract;
import io.shardhub.contract.Pair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Sessions of Tomcat, over the pipe that binds them, as connections. */
class TomcatConnectionTest extends ConnectionContract {

    private static final TestGateway GATEWAY = new TestGateway();
    private static TestServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = TestServer.tomcatServlet(GATEWAY, SessionScenarios.byParameter(), JakartaOptions.at("/ws"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    protected Pair open() throws Exception {
        return LivePair.open(server, GATEWAY);
    }
}
