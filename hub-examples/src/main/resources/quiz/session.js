/** Who this tab is. In sessionStorage, so that a reload is the same player and two tabs are two players. */

const KEY = 'shardhub.quiz';

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // no storage, or not ours: a new player
  }
}

/** { token, name, quiz, role }; token is null before the first login, quiz and role outside of a quiz. */
export const session = { token: null, name: '', quiz: null, role: null, ...read() };

export function remember(changes) {
  Object.assign(session, changes);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // without storage the tab forgets at reload; it can play all the same
  }
}
