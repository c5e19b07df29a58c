/** A hub in a Spring Boot application, in the Tomcat that it embeds. */
@NullMarked
package io.shardhub.examples.boot;

import org.jspecify.annotations.NullMarked;
