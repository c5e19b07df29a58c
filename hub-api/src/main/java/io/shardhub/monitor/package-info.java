/** What operators see of a hub: its measurements and its connections, and the JSON of both. */
package io.shardhub.monitor;
