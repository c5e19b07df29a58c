/** The light in the corner, once there is something to connect for: connected, or when the next attempt comes. */

import { announce, byId, show, text } from './dom.js';
import { ending } from './words.js';

export function watchConnection(hub) {
  const badge = byId('connection');
  let countdown;

  function words(state, info, waitUntil) {
    if (state === 'open') return 'Connected';
    if (state === 'connecting') return 'Connecting…';
    if (state === 'closed') return 'Disconnected';
    const seconds = Math.ceil((waitUntil - performance.now()) / 1000);
    return seconds > 0 ? `Reconnecting in ${seconds} s` : 'Reconnecting…';
  }

  function paint(state, info) {
    const waitUntil = performance.now() + (info.delayMs ?? 0);
    const tick = () => text(byId('connection-words'), words(state, info, waitUntil));
    clearInterval(countdown);
    if (state === 'waiting') countdown = setInterval(tick, 200);
    tick();
    badge.dataset.state = state;
    show(badge, true);
    show(byId('connection-now'), state === 'closed' || (state === 'waiting' && info.delayMs > 1500));
    text(byId('connection-now'), state === 'closed' ? 'Reconnect' : 'Try now');
  }

  let told = 'open';
  hub.onState((state, info) => {
    paint(state, info);
    if (state === 'closed') announce(ending(info));
    else if (state === 'waiting' && told !== 'waiting') announce('Connection lost, reconnecting.');
    else if (state === 'open' && told === 'waiting') announce('Connected again.');
    if (state !== 'connecting') told = state;
  });
  byId('connection-now').addEventListener('click', () => hub.connect());
}
