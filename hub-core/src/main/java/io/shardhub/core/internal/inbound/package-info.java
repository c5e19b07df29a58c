/**
 * What comes in: each message is decoded, finds its handler by type, and runs in the order of its client, on the pool or at
 * once.
 */
package io.shardhub.core.internal.inbound;
