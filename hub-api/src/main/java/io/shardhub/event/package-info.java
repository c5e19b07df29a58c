/** What a hub reports about itself, for logs, alerts and operators. */
package io.shardhub.event;
