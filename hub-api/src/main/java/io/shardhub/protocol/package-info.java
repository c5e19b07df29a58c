/** How messages look on the wire; a seam, so that other protocols can be bound. */
package io.shardhub.protocol;
