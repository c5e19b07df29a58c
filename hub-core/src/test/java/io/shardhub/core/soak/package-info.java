/**
 * Many clients and many senders on real threads for as long as you like: {@code mvn -Pfast,soak -pl hub-core -am test}. A new
 * disturbance is one more loop beside the senders, see {@link io.shardhub.core.soak.Soak#disturb}.
 */
package io.shardhub.core.soak;
