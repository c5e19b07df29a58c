/** Watches figures, and says when they break a rule for long enough, and when they no longer do. */
package io.shardhub.core.internal.alert;
