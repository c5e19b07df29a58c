package io.shardhub.auth;

import io.shardhub.annotation.AnyThread;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses of peers as text: read without asking anybody, and taken together by who holds them. */
@AnyThread
public final class RemoteAddress {

    private static final int LONGEST = 64;
    private static final int HOLDER_BYTES = 8; // of IPv6
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private RemoteAddress() {}

    /** The address that is written as an IPv4 or IPv6 literal, without brackets; empty for names and everything else. */
    public static Optional<InetAddress> parse(String literal) {
        int zone = literal.indexOf('%');
        String bare = zone < 0 ? literal : literal.substring(0, zone);
        if (bare.length() > LONGEST
                || !(IPV4.matcher(bare).matches() || IPV6.matcher(bare).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare)); // a literal: no name is looked up
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether an address is of a private network, or of this machine. */
    public static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length > Integer.BYTES && (bytes[0] & 0xFE) == 0xFC;
        return uniqueLocal
                || address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress();
    }

    /**
     * What one holder has: an IPv4 address as it is, of an IPv6 address the first 64 bits, since the rest is anybody's choice; empty
     * for what is no address.
     */
    public static Optional<String> holder(String literal) {
        return parse(literal).map(address -> {
            byte[] bytes = address.getAddress();
            if (bytes.length <= Integer.BYTES) {
                return address.getHostAddress();
            }
            Arrays.fill(bytes, HOLDER_BYTES, bytes.length, (byte) 0);
            try {
                return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
            } catch (UnknownHostException e) {
                throw new IllegalStateException("16 bytes are an address", e);
            }
        });
    }
}
