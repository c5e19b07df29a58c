package io.shardhub.jakarta;

/**
 * Which ways the sessions of one deployment took into one container since its start; sessions that have ended are counted too.
 *
 * @param container the container's name in lower case, such as {@code tomcat}; {@code other} for an unknown one
 * @param fast sessions on the container's own way
 * @param standard sessions on the standard API because that was chosen, or because no other way is known
 * @param demoted sessions on the standard API because the container was not as expected; the log says what was not, once
 */
public record PipeSnapshot(String container, long fast, long standard, long demoted) {}
