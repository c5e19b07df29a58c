package io.shardhub.redis.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What compression costs and saves by the length of a payload. It measures, and asserts nothing. */
final class CompressionBenchmark {

    private static final int TRIES = 20_000;

    @Test
    void lengths() throws EnvelopeException {
        try (Compression compression = new Compression(1 << 24, 64)) {
            for (int round = 0; round < 2; round++) {
                for (int length : new int[] {128, 256, 512, 1_024, 2_048, 4_096, 16_384}) {
                    measure(compression, json(length), round > 0);
                }
            }
        }
    }

    private static void measure(Compression compression, byte[] plain, boolean prints) throws EnvelopeException {
        byte[] compressed = compression.compress(plain);
        long start = System.nanoTime();
        for (int i = 0; i < TRIES; i++) {
            compression.compress(plain);
        }
        long deflated = System.nanoTime();
        for (int i = 0; i < TRIES && compressed != plain; i++) {
            compression.expand(compressed);
        }
        long inflated = System.nanoTime();
        if (prints) {
            System.out.printf(
                    "%,7d bytes: %,6d left, %6.1f us to compress, %5.1f us to expand, %5.1f ns a byte saved%n",
                    plain.length,
                    compressed.length,
                    (deflated - start) / 1e3 / TRIES,
                    (inflated - deflated) / 1e3 / TRIES,
                    (double) (inflated - start) / TRIES / Math.max(1, plain.length - compressed.length));
        }
    }

    /** Results of a quiz, as a hub sends them. */
    private static byte[] json(int length) {
        Random random = new Random(4711);
        StringBuilder text = new StringBuilder("{\"type\":\"RESULT_UPDATE\",\"data\":{\"quiz\":42,\"players\":[");
        while (text.length() < length - 2) {
            text.append("{\"user\":\"")
                    .append(Integer.toString(random.nextInt(1 << 24), 36))
                    .append("\",\"points\":")
                    .append(random.nextInt(5_000))
                    .append(",\"answer\":\"")
                    .append((char) ('A' + random.nextInt(4)))
                    .append("\"},");
        }
        text.setLength(length - 2);
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
