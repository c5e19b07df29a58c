/**
 * How a hub is set up: immutable records that are checked when they are made.
 *
 * <p>A value out of range is refused with one message that names the option, the value and what is expected; nothing is
 * ever repaired silently. Start from {@link io.shardhub.options.HubOptions#small()} and change what must differ,
 * or have {@link io.shardhub.options.HubOptions#from} read properties.
 */
package io.shardhub.options;
