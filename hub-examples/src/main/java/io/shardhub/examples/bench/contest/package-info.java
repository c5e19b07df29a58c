/**
 * {@code bin/benchmark}: the bench server and the servers that it is compared with, each in a process of its own, take turns under
 * the same load.
 *
 * <p>{@link io.shardhub.examples.bench.contest.Case} says which loads there are,
 * {@link io.shardhub.examples.bench.contest.Contestant} who takes part, {@link io.shardhub.examples.bench.contest.Contest} in
 * which order, and {@link io.shardhub.examples.bench.contest.Standings} what is made of the reports.
 */
@NullMarked
package io.shardhub.examples.bench.contest;

import org.jspecify.annotations.NullMarked;
