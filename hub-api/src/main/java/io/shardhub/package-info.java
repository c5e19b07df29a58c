/**
 * What an application holds: clients, the hub, messages, handlers, and the results they return.
 *
 * <p>Four words say which thread runs what, here and in every other package:
 *
 * <ul>
 *   <li><b>any thread</b>: callable from everywhere, concurrently;
 *   <li><b>shard thread</b>: the one thread that owns a shard at a time, the shard's own or, for a moment while that rests, the one that
 *       has just run an {@linkplain io.shardhub.Execution#INLINE inline} handler; code there must never block;
 *   <li><b>worker thread</b>: a thread of the hub's pool; code there may block, and other clients' messages then wait for
 *       fewer workers;
 *   <li><b>one thread at a time</b>: any thread, but calls never overlap.
 * </ul>
 */
package io.shardhub;
