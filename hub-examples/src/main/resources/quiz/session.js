/** Who this tab is. In sessionStorage, so that a reload is the same player and two tabs are two players. */

const KEY = 'shardhub.quiz';
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

function newUser() {
  const user = [];
  while (user.length < 12) { // bytes above 7 * 36 would make the first letters likelier
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 252) user.push(ALPHABET[byte % 36]);
  }
  return user.join('');
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // no storage, or not ours: a new player
  }
}

/** { user, name, quiz, role }; quiz and role are null outside of a quiz. */
export const session = { user: newUser(), name: '', quiz: null, role: null, ...read() };

export function remember(changes) {
  Object.assign(session, changes);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // without storage the tab forgets at reload; it can play all the same
  }
}

remember({});
