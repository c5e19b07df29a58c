package io.shardhub.examples.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/** What is served by a container that has servlets. */
@FunctionalInterface
public interface ServletApplication {

    /** Registers servlets and endpoints while the context starts. */
    void deploy(ServletContext context) throws ServletException;
}
