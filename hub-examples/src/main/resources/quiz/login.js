/** The door: a nickname, or the wish to host, for a token. The token before it makes the server know this tab again. */

import { HubError } from '/shardhub/hub-client.js';
import { remember, session } from './session.js';

const PATIENCE_MS = 8000;

let unused = null; // the token of a login that no connection has had yet

/**
 * @param {{ name?: string, role?: 'player'|'host' }} [wanted] what shall be another than before
 * @returns {Promise<string>} a token; rejects with what was refused
 */
export async function login(wanted = {}) {
  const { name, role, token: earlier } = { ...session, ...wanted };
  const { token, error } = await ask({ name: name || null, role, token: earlier });
  if (error?.code === 'unauthenticated' && earlier) {
    remember({ token: null }); // away for too long: somebody new
    return login(wanted);
  }
  if (error) throw new HubError(error.code, error.message);
  remember({ token });
  unused = token;
  return token;
}

/** A token for the next connection: each gets one of its own. */
export async function token() {
  const taken = unused ?? (await login());
  unused = null;
  return taken;
}

async function ask(body) {
  try {
    const response = await fetch('/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await response.json();
  } catch {
    throw new HubError('disconnected', 'the server does not answer');
  }
}
