/** What keeps the log readable. */
package io.shardhub.core.internal.log;
