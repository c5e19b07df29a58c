package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Members, users and topics of one shard, with the indexes that they keep. */
final class ClientSetTest {

    private final ShardRig rig = new ShardRig();
    private final ClientSet clients = new ClientSet(rig.context.indexes(), 0);

    private HubClient add(String user) {
        HubClient client = rig.client(user);
        rig.users.add(user, 0);
        clients.add(client);
        return client;
    }

    private void subscribe(HubClient client, String topic) {
        rig.topics.add(topic, 0);
        clients.subscribe(client, topic);
    }

    private Set<HubClient> takers(String name) {
        Set<HubClient> takers = new HashSet<>();
        Topic topic = clients.topic(name);
        for (int i = 0; topic != null && i < topic.size(); i++) {
            assertThat(takers.add(topic.client(i))).as("a taker twice").isTrue();
        }
        return takers;
    }

    @Test
    void everythingIsForgottenWithItsLastClient() {
        HubClient a = add("u");
        HubClient b = add("u");
        subscribe(a, "t");
        subscribe(a, "t");
        subscribe(b, "t");
        subscribe(b, "t2");
        assertThat(clients.ofUser("u")).containsExactlyInAnyOrder(a, b);
        assertThat(takers("t")).containsExactlyInAnyOrder(a, b);
        assertThat(rig.topics.takersOf("t")).as("repeated wishes count once").containsExactly(0, 2);
        clients.remove(a);
        assertThat(clients.ofUser("u")).containsExactly(b);
        assertThat(takers("t")).containsExactly(b);
        clients.remove(b);
        assertThat(clients.ofUser("u")).isEmpty();
        assertThat(clients.topic("t")).isNull();
        assertThat(rig.users.size() + rig.topics.size()).isZero();
        assertThat(clients.everybody().size()).isZero();
    }

    /** Compares with plain sets over some thousand random steps. */
    @Test
    void behavesLikeSets() {
        SplittableRandom random = new SplittableRandom(17);
        List<HubClient> all = new ArrayList<>();
        Map<String, Set<HubClient>> topics = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int dice = random.nextInt(100);
            String topic = "t" + random.nextInt(20);
            if (all.isEmpty() || dice < (step / 4_000 % 2 == 0 ? 12 : 6)) {
                all.add(add("u" + random.nextInt(30)));
            } else if (dice < 20) {
                HubClient gone = all.remove(random.nextInt(all.size()));
                clients.remove(gone);
                topics.values().forEach(takers -> takers.remove(gone));
            } else {
                HubClient client = all.get(random.nextInt(all.size()));
                Set<HubClient> takers = topics.computeIfAbsent(topic, name -> new HashSet<>());
                if (dice < 65) {
                    subscribe(client, topic);
                    takers.add(client);
                } else {
                    clients.unsubscribe(client, topic);
                    takers.remove(client);
                }
            }
            if (step % 50 == 0) {
                assertSame(all, topics);
            }
        }
        new ArrayList<>(all).forEach(clients::remove);
        assertThat(rig.users.size() + rig.topics.size()).isZero();
    }

    private void assertSame(List<HubClient> all, Map<String, Set<HubClient>> topics) {
        Set<HubClient> members = new HashSet<>();
        for (int i = 0; i < clients.everybody().size(); i++) {
            HubClient client = clients.everybody().get(i);
            assertThat(client.position).isEqualTo(i);
            members.add(client);
        }
        assertThat(members).isEqualTo(new HashSet<>(all));
        topics.forEach((topic, expected) -> {
            assertThat(takers(topic)).isEqualTo(expected);
            int[] pairs = rig.topics.takersOf(topic);
            assertThat(pairs.length == 0 ? 0 : pairs[1]).isEqualTo(expected.size());
            for (HubClient client : all) {
                assertThat(client.topics().contains(topic)).isEqualTo(expected.contains(client));
            }
        });
        for (HubClient client : all) {
            assertThat(clients.ofUser(client.userId())).contains(client);
        }
    }
}
