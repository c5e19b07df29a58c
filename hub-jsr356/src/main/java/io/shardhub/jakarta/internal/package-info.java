/**
 * A session as a {@code Connection}, step by step: {@code HubEndpoint} is what a container opens; {@code SessionConnection}
 * keeps the rules of a connection; a {@code Pipe} is what differs between containers; the {@code Closer} runs what blocks.
 *
 * <p>To add a faster way to write to one container: implement {@code Pipe} and {@code PipeFactory}, and name the factory in
 * {@code META-INF/services} and in the module descriptor.
 */
package io.shardhub.jakarta.internal;
