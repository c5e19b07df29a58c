/**
 * Conformance suites, and doubles for tests; published as the test-jar.
 *
 * <table>
 * <caption>What to take</caption>
 * <tr><th>Take</th><th>when you write</th></tr>
 * <tr><td>{@link io.shardhub.contract.ConnectionContract}</td><td>a transport</td></tr>
 * <tr><td>{@link io.shardhub.contract.ClusterBusContract} and {@link io.shardhub.contract.ClusterNodesContract}</td>
 *     <td>a cluster engine</td></tr>
 * <tr><td>{@link io.shardhub.contract.ShardingStrategyContract}</td><td>a way to choose shards</td></tr>
 * <tr><td>{@link io.shardhub.contract.RecordingConnection}</td><td>tests of something that writes to connections</td></tr>
 * <tr><td>{@link io.shardhub.contract.RecordingReceiver}</td><td>tests of something that reports to a hub</td></tr>
 * </table>
 *
 * <p>Each suite is an abstract JUnit class: subclass it, say how to make the thing under test, and run it.
 */
@NullMarked
package io.shardhub.contract;

import org.jspecify.annotations.NullMarked;
