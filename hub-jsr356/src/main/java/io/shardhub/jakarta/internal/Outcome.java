package io.shardhub.jakarta.internal;

import io.shardhub.auth.Decision;
import io.shardhub.auth.Identity;
import io.shardhub.transport.Refusal;
import java.util.concurrent.CompletionStage;

/** What came of the checks before an upgrade. */
public sealed interface Outcome {

    /** The peer may come in. */
    record Admitted(Identity identity) implements Outcome {}

    /** It may not. */
    record Refused(Refusal refusal) implements Outcome {}

    /** Somebody is asked who it is; whether it was here lately is known. */
    record Pending(CompletionStage<Decision> answer, boolean returning) implements Outcome {}
}
