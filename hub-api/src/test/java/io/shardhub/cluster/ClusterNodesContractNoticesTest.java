package io.shardhub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.shardhub.contract.ClusterNodesContract;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Breaks buses in many ways, each of which the suite must notice. Most of it is waiting: for what never comes. */
@Execution(ExecutionMode.CONCURRENT)
final class ClusterNodesContractNoticesTest {

    /** What the suite of a thread runs against, harmless but during a test. */
    private static final ThreadLocal<LoopRules> MUTANT = ThreadLocal.withInitial(() -> new LoopRules() {});

    @AfterEach
    void breakNothing() {
        MUTANT.remove();
    }

    @ParameterizedTest
    @MethodSource({
        "brokenMembership",
        "brokenDeath",
        "brokenStatus",
        "brokenOutage",
        "brokenRecovery",
        "brokenBacklog",
        "brokenAccount"
    })
    void brokenBusFails(String test, LoopRules broken) {
        MUTANT.set(broken);
        long failed = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(BrokenSuite.class, test))
                .execute()
                .testEvents()
                .failed()
                .count();
        assertThat(failed).as("failures of %s", test).isEqualTo(1);
    }

    static Stream<Arguments> brokenMembership() {
        return Stream.of(
                argumentSet("tells nobody of a node", "everyNodeKnowsEveryNode", new LoopRules() {
                    @Override
                    public int joins() {
                        return 0;
                    }
                }),
                argumentSet("tells twice of a node", "everyNodeKnowsEveryNode", new LoopRules() {
                    @Override
                    public int joins() {
                        return 2;
                    }
                }),
                argumentSet("tells a node of itself", "everyNodeKnowsEveryNode", new LoopRules() {
                    @Override
                    public boolean meetsItself() {
                        return true;
                    }
                }),
                argumentSet("remembers who left", "nodeThatLeavesIsToldOnce", new LoopRules() {
                    @Override
                    public boolean forgetsGone() {
                        return false;
                    }
                }),
                argumentSet("tells twice of who left", "nodeThatLeavesIsToldOnce", new LoopRules() {
                    @Override
                    public int leaves() {
                        return 2;
                    }
                }),
                argumentSet("tells nobody of who left", "nodeThatLeavesIsToldOnce", new LoopRules() {
                    @Override
                    public int leaves() {
                        return 0;
                    }
                }));
    }

    static Stream<Arguments> brokenDeath() {
        return Stream.of(
                argumentSet(
                        "keeps a death to itself", "nodeThatDiesIsMissedOnceByEachAndTheOthersGoOn", new LoopRules() {
                            @Override
                            public boolean toldOfDeath() {
                                return false;
                            }
                        }),
                argumentSet("knows the dead", "nodeThatDiesIsMissedWithinTwoHeartbeats", new LoopRules() {
                    @Override
                    public boolean forgetsGone() {
                        return false;
                    }
                }));
    }

    static Stream<Arguments> brokenStatus() {
        return Stream.of(
                argumentSet("no order", "everyNodeKnowsEveryNode", new LoopRules() {
                    @Override
                    public boolean sorts() {
                        return false;
                    }
                }),
                argumentSet("one incarnation", "nodeThatComesAgainHasAnotherIncarnation", new LoopRules() {
                    @Override
                    public NodeStatus status(NodeStatus status) {
                        return new NodeStatus(status.info(), 1, status.load(), status.known());
                    }
                }),
                argumentSet("no address", "everyNodeKnowsEveryNode", new LoopRules() {
                    @Override
                    public NodeStatus status(NodeStatus status) {
                        NodeInfo bare = new NodeInfo(status.id(), null);
                        return new NodeStatus(bare, status.incarnation(), status.load(), status.known());
                    }
                }),
                argumentSet("an address of no meaning", "nodeWithoutAnAddressIsKnownWithoutOne", new LoopRules() {
                    @Override
                    public NodeStatus status(NodeStatus status) {
                        NodeInfo filled = new NodeInfo(
                                status.id(), String.valueOf(status.info().url()));
                        return new NodeStatus(filled, status.incarnation(), status.load(), status.known());
                    }
                }),
                argumentSet("first load only", "loadIsKnownToAll", new LoopRules() {
                    @Override
                    public NodeLoad load(NodeLoad before, NodeLoad report) {
                        return before.equals(NodeLoad.UNKNOWN) ? report : before;
                    }
                }),
                argumentSet("counts nothing", "figuresCountWhatHappened", new LoopRules() {
                    @Override
                    public int counts() {
                        return 0;
                    }
                }));
    }

    static Stream<Arguments> brokenOutage() {
        return Stream.of(
                argumentSet("always verified", "busIsVerifiedOnlyWhileItsEngineIsThere", new LoopRules() {
                    @Override
                    public boolean verified(boolean reachable) {
                        return true;
                    }
                }),
                argumentSet("never verified", "busIsVerifiedOnlyWhileItsEngineIsThere", new LoopRules() {
                    @Override
                    public boolean verified(boolean reachable) {
                        return false;
                    }
                }),
                argumentSet("tells its health again", "busStartsWithoutItsEngine", new LoopRules() {
                    @Override
                    public boolean repeatsHealth() {
                        return true;
                    }

                    @Override
                    public boolean verified(boolean reachable) {
                        return false;
                    }
                }));
    }

    static Stream<Arguments> brokenRecovery() {
        return Stream.of(
                argumentSet(
                        "forgets subscriptions", "subscriptionsAreRestoredAndNobodyIsTakenForDead", new LoopRules() {
                            @Override
                            public boolean forgetsInOutage() {
                                return true;
                            }
                        }),
                argumentSet("takes all for dead", "subscriptionsAreRestoredAndNobodyIsTakenForDead", new LoopRules() {
                    @Override
                    public boolean deadInOutage() {
                        return true;
                    }
                }));
    }

    static Stream<Arguments> brokenBacklog() {
        return Stream.of(
                argumentSet(
                        "has no bound",
                        "publishesOfAnOutageAreHeldBackToABoundAndNoneIsLostInSilence",
                        new LoopRules() {
                            @Override
                            public boolean refuses() {
                                return false;
                            }
                        }),
                argumentSet(
                        "loses in silence",
                        "publishesOfAnOutageAreHeldBackToABoundAndNoneIsLostInSilence",
                        new LoopRules() {
                            @Override
                            public boolean losesBuffered(ClusterMessage message) {
                                return message.payload().equals("n700");
                            }

                            @Override
                            public boolean countsLost() {
                                return false;
                            }
                        }));
    }

    static Stream<Arguments> brokenAccount() {
        return Stream.of(
                argumentSet(
                        "counts one of many",
                        "publishesOfAnOutageAreHeldBackToABoundAndNoneIsLostInSilence",
                        new LoopRules() {
                            private boolean counted;

                            @Override
                            public boolean losesBuffered(ClusterMessage message) {
                                return true;
                            }

                            @Override
                            public boolean countsLost() {
                                boolean first = !counted;
                                counted = true;
                                return first;
                            }
                        }),
                argumentSet(
                        "changes the order",
                        "publishesOfAnOutageAreHeldBackToABoundAndNoneIsLostInSilence",
                        LoopRules.carrying(message -> new ClusterMessage(
                                message.origin(),
                                message.sequence(),
                                message.sentAtMillis(),
                                message.target(),
                                message.priority(),
                                message.payload().equals("n1")
                                        ? "n2"
                                        : message.payload().equals("n2") ? "n1" : message.payload()))));
    }

    /** The suite with the mutant of the moment; run by the tests above only. */
    static final class BrokenSuite extends ClusterNodesContract {

        private final LoopCluster cluster = new LoopCluster(MUTANT.get());

        @Override
        protected ClusterBus bus() {
            return cluster.bus();
        }

        @Override
        protected void kill(ClusterBus bus) {
            cluster.kill(bus);
        }

        @Override
        protected void engine(boolean reachable) {
            cluster.engine(reachable);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(1);
        }
    }
}
