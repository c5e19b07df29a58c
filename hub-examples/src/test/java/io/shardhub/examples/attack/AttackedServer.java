package io.shardhub.examples.attack;

import com.google.gson.JsonElement;
import io.shardhub.Message;
import io.shardhub.auth.Authenticator;
import io.shardhub.core.Manager;
import io.shardhub.examples.container.EmbeddedTomcat;
import io.shardhub.examples.container.Listen;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.jakarta.jwt.JwtAuthenticator;
import io.shardhub.jakarta.jwt.JwtKeys;
import io.shardhub.jakarta.jwt.JwtOptions;
import io.shardhub.jakarta.jwt.TokenSource;
import io.shardhub.options.HubOptions;
import java.security.KeyPairGenerator;
import java.util.regex.Pattern;

/** A server that echoes, with a hub that is as it comes; it runs until it is told to end, and then says what the hub counted. */
final class AttackedServer {

    /** The line that says that it listens; its group is the port. */
    static final Pattern READY = Pattern.compile("^ready: port (\\d+)$");

    /** Its last line; its group is what the hub counted. */
    static final Pattern COUNTED = Pattern.compile("^counted: (.*)$");

    private AttackedServer() {}

    public static void main(String[] arguments) throws Exception {
        Manager manager = Manager.create(HubOptions.medium());
        manager.on("ECHO", JsonElement.class, request -> {
            JsonElement data = request.data();
            request.client().send(Message.of("ECHO", data == null ? null : data.toString()));
        });
        manager.start();
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2_048);
        JwtAuthenticator jwt = new JwtAuthenticator(
                JwtKeys.publicKey(keys.generateKeyPair().getPublic()),
                JwtOptions.of("RS256"),
                TokenSource.parameter("token"));
        Authenticator user = Authenticator.trustingParameter("user");
        Authenticator door = handshake ->
                handshake.parameter("token").isPresent() ? jwt.authenticate(handshake) : user.authenticate(handshake);
        EmbeddedTomcat tomcat = EmbeddedTomcat.start(
                Listen.locally(0, 10_000).withSmallBuffers(),
                context -> HubServlet.register(context, manager, door, JakartaOptions.at("/ws")));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> System.out.printf(
                        "counted: faults %s, refused %s, closed %s%n",
                        manager.inbound().faults(),
                        manager.snapshot().refused(),
                        manager.snapshot().closed())));
        System.out.println("ready: port " + tomcat.port());
    }
}
