package io.shardhub.options;

import java.time.Duration;

/**
 * How much one user, one address and one client may have and do. What waits of a client, and how big a message may be, is in
 * {@link InboundOptions}; how many clients there may be in all in {@link ShardOptions}.
 *
 * @param perUser connections of one user on this node; zero for no limit
 * @param userPolicy what happens at that limit
 * @param perAddress connections from one public address, of IPv6 from one network of 64 bits; zero for no limit. Addresses of private
 *     networks are not counted: behind them are proxies, or friends. Peers beyond are refused with 429
 * @param topics topics that a client may hold by its own wish
 * @param firstMessage a client that has not said anything this long after it came is closed with 1008; zero for no limit
 * @param idle a client that has not said anything for so long is closed with 1000; pongs are no words; zero for no limit
 * @param rate how much a client may send
 * @param shape how complicated its messages may be
 */
public record LimitOptions(
        int perUser,
        UserPolicy userPolicy,
        int perAddress,
        int topics,
        Duration firstMessage,
        Duration idle,
        RateOptions rate,
        ShapeOptions shape) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Checks every value. */
    public LimitOptions {
        Check.all(
                Check.between(0, 10_000, perUser, "limits.perUser"),
                Check.between(0, 10_000_000, perAddress, "limits.perAddress"),
                Check.between(0, 1_000_000, topics, "limits.topics"),
                Check.zeroOrBetween(SHORTEST, LONGEST, firstMessage, "limits.firstMessage"),
                Check.zeroOrBetween(SHORTEST, LONGEST, idle, "limits.idle"));
    }

    /**
     * A hundred connections of a user, of which the oldest give way, so many of an address, 1,000 topics; clients may be silent.
     *
     * @param perAddress connections from one public address
     */
    public static LimitOptions defaults(int perAddress) {
        return new LimitOptions(
                100,
                UserPolicy.REPLACE_OLDEST,
                perAddress,
                1_000,
                Duration.ZERO,
                Duration.ZERO,
                RateOptions.defaults(),
                ShapeOptions.defaults());
    }

    /** As much as can be said: for clients that are trusted, and for benchmarks. */
    public static LimitOptions unlimited() {
        return defaults(0).withPerUser(0, UserPolicy.REFUSE_NEW).withRate(RateOptions.unlimited());
    }

    /** With another number of connections of a user, and another policy. */
    public LimitOptions withPerUser(int newPerUser, UserPolicy newPolicy) {
        return new LimitOptions(newPerUser, newPolicy, perAddress, topics, firstMessage, idle, rate, shape);
    }

    /** With another number of connections from an address. */
    public LimitOptions withPerAddress(int newPerAddress) {
        return new LimitOptions(perUser, userPolicy, newPerAddress, topics, firstMessage, idle, rate, shape);
    }

    /** With another number of topics. */
    public LimitOptions withTopics(int newTopics) {
        return new LimitOptions(perUser, userPolicy, perAddress, newTopics, firstMessage, idle, rate, shape);
    }

    /** With another time until the first message; zero for no limit. */
    public LimitOptions withFirstMessage(Duration newFirstMessage) {
        return new LimitOptions(perUser, userPolicy, perAddress, topics, newFirstMessage, idle, rate, shape);
    }

    /** With another time between messages; zero for no limit. */
    public LimitOptions withIdle(Duration newIdle) {
        return new LimitOptions(perUser, userPolicy, perAddress, topics, firstMessage, newIdle, rate, shape);
    }

    /** With another rate. */
    public LimitOptions withRate(RateOptions newRate) {
        return new LimitOptions(perUser, userPolicy, perAddress, topics, firstMessage, idle, newRate, shape);
    }

    /** With other shapes of messages. */
    public LimitOptions withShape(ShapeOptions newShape) {
        return new LimitOptions(perUser, userPolicy, perAddress, topics, firstMessage, idle, rate, newShape);
    }
}
