/** Who is let in: the rate of new connections, and the count of those that were refused. */
package io.shardhub.core.internal.admission;
