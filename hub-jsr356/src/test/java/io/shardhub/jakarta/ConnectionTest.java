package io.shardhub.jakarta;

import io.shardhub.contract.ConnectionContract;
import io.shardhub.contract.Pair;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.MethodSource;

/** The sessions of every container as connections. */
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#all")
class ConnectionTest extends ConnectionContract {

    private static TestGateway gateway;
    private static TestServer server;

    @Parameter
    Rig rig; // also the recorder of results reads it

    @BeforeParameterizedClassInvocation
    static void startServer(Rig rig) throws Exception {
        gateway = new TestGateway();
        server = rig.start(gateway);
    }

    @AfterParameterizedClassInvocation
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    protected Pair open() throws Exception {
        return LivePair.open(server, gateway);
    }
}
