/**
 * Time and threads, taken from outside: whatever in the hub waits or reads a clock does so through
 * {@link io.shardhub.core.runtime.HubRuntime}, so that tests can run the whole hub on one thread with a clock of their own.
 */
package io.shardhub.core.runtime;
