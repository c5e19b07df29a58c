/**
 * Yardsticks: broadcast servers as a good Java developer writes them by hand, without Shardhub, to measure Shardhub
 * against. Nothing here is part of the library or an example of its use.
 *
 * <table>
 *   <caption>The servers: same containers, same protocol ({@link io.shardhub.examples.bench.comparison.Words}), different
 *     way to send</caption>
 *   <tr><th>Run</th><th>Each delivery is</th><th>A client that does not read</th></tr>
 *   <tr><td>{@link io.shardhub.examples.bench.comparison.AsyncLoopServer}</td>
 *       <td>one {@code getAsyncRemote().sendText}, never two at once for a session</td>
 *       <td>fills its own queue, then is closed</td></tr>
 *   <tr><td>{@link io.shardhub.examples.bench.comparison.BlockingLoopServer}</td>
 *       <td>one {@code getBasicRemote().sendText} under the session's lock; not on Undertow</td>
 *       <td>holds up everyone until the container's send timeout</td></tr>
 *   <tr><td>{@link io.shardhub.examples.bench.comparison.NettyServer}</td>
 *       <td>a retained view of one frame, flushed once for all that a read brought in; no container</td>
 *       <td>fills the memory</td></tr>
 * </table>
 *
 * <p>To add one to the loops: implement {@code Peers.Peer}, hand its constructor to {@code HandWrittenServer.run},
 * add a row, and name it in {@code bin/comparison-server}.
 */
@NullMarked
package io.shardhub.examples.bench.comparison;

import org.jspecify.annotations.NullMarked;
