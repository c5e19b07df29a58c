/**
 * Yardsticks: broadcast servers as a good Java developer writes them by hand, without Shardhub, to measure Shardhub
 * against. Nothing here is part of the library or an example of its use.
 *
 * <table>
 *   <caption>The servers: same Tomcat, same protocol, different way to send</caption>
 *   <tr><th>Run</th><th>Each delivery is</th><th>A client that does not read</th></tr>
 *   <tr><td>{@link io.shardhub.examples.bench.comparison.AsyncLoopServer}</td>
 *       <td>one {@code getAsyncRemote().sendText}, never two at once for a session</td>
 *       <td>fills its own queue, then is closed</td></tr>
 *   <tr><td>{@link io.shardhub.examples.bench.comparison.BlockingLoopServer}</td>
 *       <td>one {@code getBasicRemote().sendText} under the session's lock</td>
 *       <td>holds up everyone until the container's send timeout</td></tr>
 * </table>
 *
 * <p>To add one: implement {@code HandWrittenServer.Peer}, hand its constructor to {@code HandWrittenServer.run} and add a
 * row.
 */
package io.shardhub.examples.bench.comparison;
