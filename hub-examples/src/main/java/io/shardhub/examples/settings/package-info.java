/** How the example servers are told what to do: by environment variables, which are checked. */
@NullMarked
package io.shardhub.examples.settings;

import org.jspecify.annotations.NullMarked;
