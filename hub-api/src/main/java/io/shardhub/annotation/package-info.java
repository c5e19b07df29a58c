/** The threading words as annotations, so that the build can check who calls whom. */
package io.shardhub.annotation;
