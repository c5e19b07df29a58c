package io.shardhub.examples.container;

/** What any of the containers can serve. */
public interface Application extends ServletApplication, SocketApplication {}
