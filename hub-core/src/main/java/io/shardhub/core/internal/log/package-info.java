/** What is logged of clients. */
package io.shardhub.core.internal.log;
