package io.shardhub.examples.embed;

import io.shardhub.auth.Authenticator;
import io.shardhub.core.Manager;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.options.HubOptions;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Gives the application a hub at {@code /ws} that lives as long as the application: what one client says, all hear. */
@WebListener
public final class HubOfThisApplication implements ServletContextListener {

    private final Manager manager = Manager.create(HubOptions.small());

    @Override
    public void contextInitialized(ServletContextEvent event) {
        manager.on("SAY", String.class, request -> manager.broadcast("SAID", request.data()));
        manager.start();
        HubServlet.register(
                event.getServletContext(), manager, Authenticator.trustingParameter("user"), JakartaOptions.at("/ws"));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        manager.close();
    }
}
