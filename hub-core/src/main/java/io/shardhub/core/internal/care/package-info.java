/**
 * What a hub does for itself, on one thread of its own: replaces shards whose thread died or hangs, evens out their load,
 * changes their number, and notices when many clients leave at once.
 */
@NullMarked
package io.shardhub.core.internal.care;

import org.jspecify.annotations.NullMarked;
