/**
 * What tests of hubs need: {@link io.shardhub.core.testing.ManualRuntime}, a runtime without threads and with a clock of its
 * own, and what records and checks what happens in it.
 */
package io.shardhub.core.testing;
