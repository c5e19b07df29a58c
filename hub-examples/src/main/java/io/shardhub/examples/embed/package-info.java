/** A hub in a web application that exists already; {@code mvn package} makes {@code target/embed.war} of it. */
@NullMarked
package io.shardhub.examples.embed;

import org.jspecify.annotations.NullMarked;
