/** Before the first question: who is there, and who is ready. */

import { byId, content, list, make, plural, show, text, tiles } from './dom.js';
import { creature } from './figures.js';

/** @param {{ ready(): Promise, start(): Promise }} actions */
export function lobby(actions) {
  const start = byId('start');
  const ready = byId('ready');
  start.addEventListener('click', () => start.getAttribute('aria-disabled') !== 'true' && actions.start());
  ready.addEventListener('click', () => ready.getAttribute('aria-disabled') !== 'true' && actions.ready());
  byId('copy').addEventListener('click', copyLink);

  return function render(game) {
    const { players, me } = game;
    const count = players.length;
    const readyCount = players.filter((player) => player.ready).length;
    const own = players.find(({ user }) => user === me);
    const host = game.role === 'host';

    text(byId('lobby-title'), game.title || 'Quiz');
    tiles(byId('quiz-code'), game.quiz);
    if (host) {
      const link = new URL(`./?quiz=${game.quiz}`, location.href);
      byId('join-link').href = link;
      text(byId('join-link'), link.host + link.pathname + link.search);
      text(byId('join-address'), link.host + link.pathname.replace(/\/$/, ''));
      start.setAttribute('aria-disabled', count === 0 || game.starting);
    } else {
      const mood = own?.ready ? 'glad' : 'asleep';
      content(byId('lobby-me'), me + mood, () => creature(me, mood));
      text(byId('lobby-name'), own?.name ?? '');
      ready.setAttribute('aria-disabled', !!own?.ready);
      text(ready, own?.ready ? 'You’re ready' : 'I’m ready!');
    }
    text(byId('lobby-hint'), hint(game, host, own, count - readyCount));

    text(byId('guests-title'), count ? `${plural(count, 'player', 'players')}, ${readyCount} ready` : 'Players');
    show(byId('nobody'), count === 0);
    list(byId('players'), players, ({ user }) => user, newGuest, (node, player) => paintGuest(node, player, player.user === me));
  };
}

function hint(game, host, own, sleepers) {
  if (game.starting) return 'Here we go…';
  if (!host) return own?.ready ? 'Keep this page open. It starts when the host says so.' : 'Tap when you are awake.';
  if (game.players.length === 0) return 'Waiting for the first player.';
  return sleepers ? `${plural(sleepers, 'player is', 'players are')} not ready yet. You can start anyway.` : 'Everybody is ready.';
}

function newGuest() {
  return make('li', '', { 'data-testid': 'player-row' }, make('span', 'face'), make('b'), make('span', 'mark'));
}

function paintGuest(node, player, isMe) {
  const [face, name, mark] = node.children;
  const mood = player.ready ? 'glad' : player.online ? 'awake' : 'asleep';
  content(face, mood, () => creature(player.user, mood));
  text(name, player.name);
  text(mark, player.online ? (player.ready ? 'Ready' : 'Not ready') : 'Away');
  node.dataset.ready = player.ready;
  node.dataset.online = player.online;
  node.classList.toggle('own', isMe);
}

async function copyLink({ currentTarget: button }) {
  const link = byId('join-link');
  try {
    await navigator.clipboard.writeText(link.href);
    text(button, 'Copied');
  } catch { // no permission, or a page without TLS: select it for them
    getSelection().selectAllChildren(link);
    text(button, 'Selected');
  }
  setTimeout(() => text(button, 'Copy'), 2000);
}
