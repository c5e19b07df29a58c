package io.shardhub.core.internal.shard;

import java.lang.reflect.Field;
import org.objenesis.ObjenesisStd;

/** Clients with an id and nothing else: the model checker follows every reference, and a shard has many. */
final class BlankClient {

    private BlankClient() {}

    static HubClient of(String id) {
        HubClient client = new ObjenesisStd().newInstance(HubClient.class);
        try {
            Field field = HubClient.class.getDeclaredField("id");
            field.setAccessible(true);
            field.set(client, id);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("HubClient has no id", e);
        }
        return client;
    }
}
