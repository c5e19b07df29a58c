package io.shardhub.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StampsTest {

    private final Stamps stamps = new Stamps("BROADCAST", 5);

    @Test
    void findsWhatItMakes() {
        String message = new String(stamps.message(123_456_789_012L, 42), StandardCharsets.US_ASCII);

        assertThat(message).isEqualTo("{\"type\":\"BROADCAST\",\"data\":\"TS=123456789012;SQ=42;xxxxx\"}");
        assertThat(scan(message)).containsExactly("123456789012/42");
    }

    @Test
    void findsEveryStampOfABatch() {
        String one = new String(stamps.message(1, 2), StandardCharsets.US_ASCII);
        String two = new String(stamps.message(3, 4), StandardCharsets.US_ASCII);

        assertThat(scan("{\"type\":\"hub.batch\",\"data\":[" + one + "," + two + "," + one + "]}"))
                .containsExactly("1/2", "3/4", "1/2");
    }

    @Test
    void takesNothingElseForAStamp() {
        assertThat(scan("")).isEmpty();
        assertThat(scan("TS=")).isEmpty();
        assertThat(scan("TS=12")).isEmpty();
        assertThat(scan("TS=12;SQ=")).isEmpty();
        assertThat(scan("TS=;SQ=1;")).isEmpty();
        assertThat(scan("{\"type\":\"hub.welcome\",\"data\":{\"TS\":1}}")).isEmpty();
        assertThat(scan("TS=TS=1;SQ=2;")).containsExactly("1/2");
    }

    private List<String> scan(String text) {
        byte[] bytes = ("<" + text).getBytes(StandardCharsets.US_ASCII);
        List<String> found = new ArrayList<>();
        boolean any = stamps.scan(bytes, 1, bytes.length, (due, number) -> found.add(due + "/" + number));
        assertThat(any).isEqualTo(!found.isEmpty());
        return found;
    }
}
