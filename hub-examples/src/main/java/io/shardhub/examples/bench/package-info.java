/**
 * What the load bench talks to: {@link io.shardhub.examples.bench.BenchServer}, and beside it, in {@code comparison}, the
 * servers that it is compared with.
 */
@NullMarked
package io.shardhub.examples.bench;

import org.jspecify.annotations.NullMarked;
