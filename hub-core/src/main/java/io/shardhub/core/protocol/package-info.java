/** The hub's own wire protocol: JSON objects in text frames. */
package io.shardhub.core.protocol;
