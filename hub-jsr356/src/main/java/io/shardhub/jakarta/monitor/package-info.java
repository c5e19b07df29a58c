/**
 * The monitoring API of a hub over HTTP, and its live page. {@link io.shardhub.jakarta.monitor.Monitor} answers requests and
 * knows no container; {@link io.shardhub.jakarta.monitor.MonitorServlet} serves it where there are servlets.
 */
package io.shardhub.jakarta.monitor;
