package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.ClientRule;
import io.shardhub.HandlerOptions;
import io.shardhub.Request;
import io.shardhub.TopicRules;
import io.shardhub.core.Manager;
import io.shardhub.options.HubOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of who may do what. */
class ReadmeAccessTest {

    private static final Pattern SAMPLE =
            Pattern.compile("what no rule allows is refused:\n\n```java\n(.*?)\n```", Pattern.DOTALL);

    private record Start() {}

    private void start(Request<Start> request) {
        request.reply(null);
    }

    @Test
    void theSampleIsTaken() throws IOException {
        Manager manager = Manager.create(HubOptions.small());
        manager.on(
                        "QUIZ_START",
                        Start.class,
                        HandlerOptions.defaults().withAccess(ClientRule.role("host")),
                        this::start)
                .allowTopics(TopicRules.none()
                        .subscribe("news:*", ClientRule.ANYBODY)
                        .subscribe("inbox:{user}", ClientRule.ANYBODY)
                        .publish("chat:*", ClientRule.role("member")));
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("../README.md")));
        assertThat(sample.find()).isTrue();
        String source = Files.readString(Path.of("src/test/java/io/shardhub/examples/ReadmeAccessTest.java"));
        assertThat(words(source)).contains(words(sample.group(1)));
        manager.close();
    }

    /* The formatter breaks lines as it likes. */
    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }
}
