package io.shardhub.jakarta;

/** Which way messages take into a container. */
public enum PipeChoice {
    /** The container's own, where the hub knows one and finds it as expected; elsewhere the standard API. */
    FAST,
    /** The standard API, on every container: the switch to turn should a fast way misbehave. */
    STANDARD
}
