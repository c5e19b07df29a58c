/** Measurements as immutable values: read-only, point-in-time estimates. */
package io.shardhub.snapshot;
