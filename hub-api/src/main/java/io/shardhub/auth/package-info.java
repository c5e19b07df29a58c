/**
 * Who a peer is and whether it may come in.
 *
 * <p>To add a way to authenticate, implement {@link io.shardhub.auth.Authenticator}.
 */
package io.shardhub.auth;
