package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The tenure of a shard as one thread at a time sees it; jcstress has the races. */
final class TenureTest {

    private final ShardRig rig = new ShardRig();
    private final Tenure tenure = new Tenure(rig.shard);
    private final Members members = new Members();
    private final HubClient one = rig.client("1");
    private final HubClient two = rig.client("2");

    TenureTest() {
        members.add(one);
        members.add(two);
    }

    @Test
    void whoeverIsCalledIsKnown() {
        tenure.call(one);
        assertThat(tenure.callee(members)).isSameAs(one);
        tenure.end();
        tenure.callMember(two);
        assertThat(tenure.callee(members)).as("not the one before").isSameAs(two);
        tenure.end();
        assertThat(tenure.callee(members)).as("nobody is called").isNull();
    }

    @Test
    void callThatWasTakenAwayEndsTheTenure() {
        tenure.call(one);
        long note = tenure.note();
        assertThat(tenure.takeAway(note)).isTrue();
        assertThat(tenure.isOver()).isTrue();
        assertThat(tenure.takeAway(note)).as("once").isFalse();
        assertThatThrownBy(tenure::end).isInstanceOf(Tenure.Deposed.class);
        assertThat(tenure.doWork()).isZero();
        assertThat(tenure.hasWork()).isFalse();
    }

    @Test
    void callThatHasReturnedIsNotTakenAway() {
        tenure.call(one);
        long note = tenure.note();
        tenure.end();
        assertThat(tenure.takeAway(note)).isFalse();
        assertThat(tenure.takeAway(tenure.note())).as("no call").isFalse();
        assertThat(tenure.isOver()).isFalse();
    }

    @Test
    void closedTenureIsOver() {
        tenure.call(one);
        tenure.close();
        assertThat(tenure.isOver()).isTrue();
        assertThatThrownBy(tenure::end).isInstanceOf(Tenure.Deposed.class);
    }

    @Test
    void callThatDidNotBeginDoesNotEnd() {
        assertThatThrownBy(tenure::end).isInstanceOf(Tenure.Deposed.class);
    }
}
