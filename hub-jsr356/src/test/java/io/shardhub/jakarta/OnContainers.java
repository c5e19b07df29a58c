package io.shardhub.jakarta;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;

/** A suite that runs on containers; its results are recorded for the matrix in {@code docs/containers.md}. */
@Inherited
@Tag("container")
@ParameterizedClass
@ExtendWith(MatrixRecorder.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnContainers {}
