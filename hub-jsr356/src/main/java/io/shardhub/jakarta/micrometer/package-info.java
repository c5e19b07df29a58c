/**
 * The measurements of a hub as Micrometer's meters: {@link io.shardhub.jakarta.micrometer.HubMeters}. Nothing here is touched
 * unless {@code io.micrometer:micrometer-core} is on the class path.
 */
package io.shardhub.jakarta.micrometer;
