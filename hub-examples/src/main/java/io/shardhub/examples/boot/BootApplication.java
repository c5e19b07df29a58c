package io.shardhub.examples.boot;

import io.shardhub.auth.Authenticator;
import io.shardhub.core.Manager;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.options.HubOptions;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;

/** A Spring Boot application with a hub at {@code /ws}: what one client says, all hear. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BootApplication {

    /** Runs until it is told to end. */
    public static void main(String[] args) {
        SpringApplication.run(BootApplication.class, args);
    }

    /** The hub; it lives as long as the application. */
    @Bean(initMethod = "start")
    Manager hub() {
        Manager hub = Manager.create(HubOptions.small());
        hub.on("SAY", String.class, request -> hub.broadcast("SAID", request.data()));
        return hub;
    }

    /** Where clients come in. */
    @Bean
    ServletRegistrationBean<HubServlet> door(Manager hub) {
        JakartaOptions options = JakartaOptions.at("/ws");
        ServletRegistrationBean<HubServlet> door = new ServletRegistrationBean<>(
                new HubServlet(hub, Authenticator.trustingParameter("user"), options), options.path());
        door.setLoadOnStartup(1);
        return door;
    }

    /** Lets the clients go before the server stops, while they can still be told when to come back. */
    @Bean
    ApplicationListener<ContextClosedEvent> farewell(Manager hub) {
        return end -> hub.close();
    }
}
