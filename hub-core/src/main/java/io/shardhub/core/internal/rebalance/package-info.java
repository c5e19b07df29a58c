/** When and which clients move between shards; decides only, and owns no thread. */
package io.shardhub.core.internal.rebalance;
