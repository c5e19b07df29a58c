package io.shardhub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.LoopCluster.LoopBus;
import io.shardhub.contract.ClusterBusContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Breaks buses in many ways, each of which the suite must notice. */
final class ClusterBusContractNoticesTest {

    /** What the suite runs against, harmless but during a test; one suite runs at a time. */
    private static LoopRules mutant = new LoopRules() {};

    @AfterEach
    void breakNothing() {
        mutant = new LoopRules() {};
    }

    @ParameterizedTest
    @MethodSource({"brokenTargeting", "brokenDelivery", "brokenFields"})
    void brokenBusFails(String test, LoopRules broken) {
        mutant = broken;
        long failed = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(BrokenSuite.class, test))
                .execute()
                .testEvents()
                .failed()
                .count();
        assertThat(failed).as("failures of %s", test).isEqualTo(1);
    }

    static Stream<Arguments> brokenTargeting() {
        return Stream.of(
                argumentSet("echoes", "messageForAllReachesEveryOtherNodeAndNoEcho", new LoopRules() {
                    @Override
                    public boolean takes(LoopBus bus, ClusterMessage message) {
                        return bus.isSubscribed(message.target());
                    }
                }),
                argumentSet("echoes topics", "nodeHearsNothingOfItsOwn", new LoopRules() {
                    @Override
                    public boolean takes(LoopBus bus, ClusterMessage message) {
                        return message.target() instanceof Target.Topic
                                ? bus.isSubscribed(message.target())
                                : LoopRules.super.takes(bus, message);
                    }
                }),
                argumentSet("floods", "messageForANodeReachesOnlyThatNode", flooding()),
                argumentSet("floods topics", "topicReachesOnlyItsSubscribers", flooding()),
                argumentSet("floods users", "userReachesOnlyItsSubscribers", flooding()),
                argumentSet("never unsubscribes", "topicReachesOnlyItsSubscribers", new LoopRules() {
                    @Override
                    public boolean unsubscribes() {
                        return false;
                    }
                }),
                argumentSet("takes names for patterns", "namesAreTakenLiterally", new LoopRules() {
                    @Override
                    public boolean takes(LoopBus bus, ClusterMessage message) {
                        boolean isStar = message.target() instanceof Target.Topic
                                && bus.targets().contains(new Target.Topic("*"));
                        return isStar || LoopRules.super.takes(bus, message);
                    }
                }),
                argumentSet("mixes users and topics", "namesAreTakenLiterally", new LoopRules() {
                    @Override
                    public boolean takes(LoopBus bus, ClusterMessage message) {
                        return (message.target() instanceof Target.User user
                                        && bus.isSubscribed(new Target.Topic(user.userId())))
                                || LoopRules.super.takes(bus, message);
                    }
                }));
    }

    static Stream<Arguments> brokenDelivery() {
        return Stream.of(
                argumentSet("loses", "messagesOfOneOriginToOneTargetStayInOrder", new LoopRules() {
                    @Override
                    public int times(ClusterMessage message) {
                        return message.payload().equals("topic 700") ? 0 : 1;
                    }
                }),
                argumentSet("doubles", "threadsMayPublishAtTheSameTime", new LoopRules() {
                    @Override
                    public int times(ClusterMessage message) {
                        return message.payload().equals("3:200") ? 2 : 1;
                    }
                }),
                argumentSet("is stopped by a listener", "listenerThatThrowsCostsNoOtherMessage", new LoopRules() {
                    @Override
                    public boolean isStoppedByListener() {
                        return true;
                    }
                }),
                argumentSet("accepts when closed", "closedBusTakesNothing", new LoopRules() {
                    @Override
                    public SendResult closed() {
                        return SendResult.ACCEPTED;
                    }
                }));
    }

    static Stream<Arguments> brokenFields() {
        return Stream.of(
                argumentSet("sequence that stands still", "sequenceGrowsAndTheTimeIsTheOrigins", new LoopRules() {
                    @Override
                    public int step() {
                        return 0;
                    }
                }),
                argumentSet(
                        "another origin",
                        "fieldsArriveUnchanged",
                        LoopRules.carrying(m -> new ClusterMessage(
                                "x", m.sequence(), m.sentAtMillis(), m.target(), m.priority(), m.payload()))),
                argumentSet(
                        "no priority",
                        "fieldsArriveUnchanged",
                        LoopRules.carrying(m -> new ClusterMessage(
                                m.origin(), m.sequence(), m.sentAtMillis(), m.target(), Priority.NORMAL, m.payload()))),
                argumentSet(
                        "no time",
                        "sequenceGrowsAndTheTimeIsTheOrigins",
                        LoopRules.carrying(m -> new ClusterMessage(
                                m.origin(), m.sequence(), 0, m.target(), m.priority(), m.payload()))),
                argumentSet(
                        "another charset",
                        "fieldsArriveUnchanged",
                        LoopRules.carrying(m -> new ClusterMessage(
                                m.origin(),
                                m.sequence(),
                                m.sentAtMillis(),
                                m.target(),
                                m.priority(),
                                new String(
                                        m.payload().getBytes(StandardCharsets.ISO_8859_1),
                                        StandardCharsets.ISO_8859_1)))));
    }

    private static LoopRules flooding() {
        return new LoopRules() {
            @Override
            public boolean takes(LoopBus bus, ClusterMessage message) {
                return !message.origin().equals(bus.nodeId());
            }
        };
    }

    /** The suite with the mutant of the moment; run by the tests above only. */
    static final class BrokenSuite extends ClusterBusContract {

        private final LoopCluster cluster = new LoopCluster(mutant);

        @Override
        protected ClusterBus bus() {
            return cluster.bus();
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(1);
        }
    }
}
