/** The servlet container that the example servers run in. */
@NullMarked
package io.shardhub.examples.container;

import org.jspecify.annotations.NullMarked;
