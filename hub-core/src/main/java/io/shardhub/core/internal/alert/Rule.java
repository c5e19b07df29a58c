package io.shardhub.core.internal.alert;

import io.shardhub.snapshot.Alert;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a figure should be below.
 *
 * @param kind what is alerted
 * @param threshold what breaks the rule; 0 for never
 * @param holdNanos how long it must be broken
 * @param figure reads the figure
 * @param text says the figure in words; gets it and the threshold
 */
record Rule(Alert.Kind kind, double threshold, long holdNanos, ToDoubleFunction<Gauges> figure, String text) {

    String words(double value) {
        return String.format(Locale.ROOT, text, value, threshold);
    }
}
