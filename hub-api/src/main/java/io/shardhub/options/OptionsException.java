package io.shardhub.options;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Options that break rules; the message has every fault as {@code name: value (expected: rule)}. */
public final class OptionsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final Check[] broken;

    OptionsException(List<Check> broken) {
        super(broken.stream().map(Check::toString).collect(Collectors.joining("\n")));
        this.broken = broken.toArray(Check[]::new);
    }

    /** The faults one by one. */
    public List<String> faults() {
        return broken().map(Check::toString).toList();
    }

    Stream<Check> broken() {
        return Stream.of(broken);
    }
}
