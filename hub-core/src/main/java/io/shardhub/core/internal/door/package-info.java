/** Who gets in, and who does not. */
package io.shardhub.core.internal.door;
