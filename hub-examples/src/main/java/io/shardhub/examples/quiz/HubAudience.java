package io.shardhub.examples.quiz;

import io.shardhub.Hub;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.examples.quiz.game.Announcement;
import io.shardhub.examples.quiz.game.Audience;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscribers of a quiz's topic. A player's own results overtake what is told to all. */
final class HubAudience implements Audience {

    private static final Logger LOG = LoggerFactory.getLogger(HubAudience.class);

    private final Hub hub;
    private final String topic;

    HubAudience(Hub hub, String code) {
        this.hub = hub;
        this.topic = topicOf(code);
    }

    /** The topic of a quiz. */
    static String topicOf(String code) {
        return "quiz:" + code;
    }

    @Override
    public void tellAll(Announcement announcement) {
        Message message = hub.message(announcement.type(), announcement);
        String key = announcement.supersedes();
        watch(message, hub.publish(topic, key == null ? message : message.withKey(key)));
    }

    @Override
    public void tell(String user, Announcement announcement) {
        Message message = hub.message(announcement.type(), announcement).withPriority(Priority.HIGH);
        watch(message, hub.sendToUser(user, message));
    }

    private void watch(Message message, PublishResult result) {
        if (!result.isComplete()) {
            LOG.warn("{}: {} did not reach everybody: {}", topic, message.type(), result);
        }
    }
}
