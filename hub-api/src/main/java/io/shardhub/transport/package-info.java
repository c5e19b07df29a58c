/**
 * What a transport implements and what it is handed: everything an adapter author needs.
 *
 * <p>To bind another transport: implement {@link io.shardhub.transport.Connection}, pass it to
 * {@link io.shardhub.transport.Gateway#accept}, report what the peer does to the
 * {@link io.shardhub.transport.Receiver} that you get, and subclass {@code ConnectionContract} of the test-jar.
 */
package io.shardhub.transport;
