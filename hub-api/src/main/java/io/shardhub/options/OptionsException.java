package io.shardhub.options;

import java.util.List;
import java.util.stream.Collectors;

/** Options that break rules. The message has a line for every fault: {@code name: value (expected: rule)}. */
public final class OptionsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Check> broken;

    OptionsException(List<Check> broken) {
        super(broken.stream().map(Check::toString).collect(Collectors.joining("\n")));
        this.broken = List.copyOf(broken);
    }

    /** The rules that are broken. */
    List<Check> broken() {
        return broken;
    }
}
