/**
 * The load generator: many WebSocket clients on one thread, which keep the books of what they are sent.
 *
 * <table>
 *   <caption>Who does what</caption>
 *   <tr><td>{@link io.shardhub.examples.load.LoadGenerator}</td><td>the command line</td></tr>
 *   <tr><td>{@link io.shardhub.examples.load.LoadRun}</td><td>one run: connect, warm up, measure, drain, close</td></tr>
 *   <tr><td>{@code PeerLoop}</td><td>sockets, handshakes and frames ({@code FrameReader}, {@code FrameWriter})</td></tr>
 *   <tr><td>{@code Traffic}</td><td>who sends when: a subclass for each kind of load</td></tr>
 *   <tr><td>{@code Ledger}, {@code Sequence}</td><td>what arrived, what did not, in which order and how late</td></tr>
 *   <tr><td>{@link io.shardhub.examples.load.LoadReport}</td><td>what came out</td></tr>
 * </table>
 *
 * <p>A message that is sent carries {@code TS=<ns>;SQ=<n>;} in its data: when it was due and its number. Every such stamp in a
 * received message is one delivery, so servers that put messages together are counted right. Everything belongs to the thread
 * that calls {@link io.shardhub.examples.load.LoadRun#run}.
 */
@NullMarked
package io.shardhub.examples.load;

import org.jspecify.annotations.NullMarked;
