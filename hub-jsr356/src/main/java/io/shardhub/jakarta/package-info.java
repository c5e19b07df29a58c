/**
 * Binds a hub to a Jakarta WebSocket container.
 *
 * <table>
 * <caption>Two routes</caption>
 * <tr><th>Take</th><th>when</th><th>a refused peer sees</th></tr>
 * <tr><td>{@link io.shardhub.jakarta.HubServlet}</td><td>there are servlets: Tomcat, Jetty, Undertow, any Jakarta EE
 *     server</td><td>an HTTP status; nothing is upgraded</td></tr>
 * <tr><td>{@link io.shardhub.jakarta.HubDeployment}</td><td>there are none, such as Tyrus standalone</td><td>a close code
 *     right after the upgrade</td></tr>
 * </table>
 *
 * <p>The hub decides what is written, when and for how long; this module only writes, and runs what blocks in a container
 * on threads of its own ({@code shardhub-closer-n}).
 */
package io.shardhub.jakarta;
