/**
 * The containers that the example servers run in, each embedded in the process and set up in code.
 *
 * <table>
 *   <caption>Which there are</caption>
 *   <tr><th>Container</th><th>named</th><th>a hub is bound by</th></tr>
 *   <tr><td>{@link io.shardhub.examples.container.EmbeddedTomcat}</td><td>{@code tomcat} (11), {@code tomcat10}</td>
 *       <td>{@code HubServlet}</td></tr>
 *   <tr><td>{@link io.shardhub.examples.container.EmbeddedJetty}</td><td>{@code jetty}</td><td>{@code HubServlet}</td></tr>
 *   <tr><td>{@link io.shardhub.examples.container.EmbeddedTyrus}</td><td>{@code tyrus}</td>
 *       <td>{@code HubDeployment}</td></tr>
 *   <tr><td>{@link io.shardhub.examples.container.EmbeddedUndertow}</td><td>{@code undertow}</td>
 *       <td>{@code HubServlet}</td></tr>
 * </table>
 *
 * <p>To add one: implement {@link io.shardhub.examples.container.EmbeddedContainer}, name it in
 * {@link io.shardhub.examples.container.Container}, and have its jars copied to {@code target/containers/NAME}.
 */
@NullMarked
package io.shardhub.examples.container;

import org.jspecify.annotations.NullMarked;
