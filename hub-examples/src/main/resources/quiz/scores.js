/** Who has how many points: the scoreboard, the podium, and the player's own line. */

import { byId, calm, content, glide, list, make, ordinal, text } from './dom.js';
import { creature, shape } from './figures.js';
import { rankOf, scoreOf } from './game.js';

const SHOWN_BETWEEN = 8;
const points = (score) => score.toLocaleString('en');

export function renderStandings({ phase, scores, me, gains }) {
  const board = byId('scoreboard');
  const best = Math.max(1, ...scores.map(({ score }) => score));
  glide(board, () => list(board, phase === 'reveal' ? scores.slice(0, SHOWN_BETWEEN) : scores, ({ user }) => user, newLine,
    (node, { user, name, score }) => {
      const [rank, face, who, gain, sum] = node.children;
      text(rank, rankOf(user, scores));
      content(face, user, () => creature(user));
      text(who, name);
      text(gain, phase === 'reveal' && gains[user] ? `+${points(gains[user])}` : '');
      text(sum, points(score));
      node.style.setProperty('--part', score / best);
      node.classList.toggle('own', user === me);
    }));
}

function newLine() {
  return make('li', '', { 'data-testid': 'score-row' },
    make('span', 'place'), make('span', 'face'), make('b'), make('span', 'gain'), make('span', 'sum'));
}

export function renderPodium({ scores, me, role }) {
  list(byId('podium'), scores.slice(0, 3), ({ user }) => user,
    () => make('li', '', {}, make('span', 'face'), make('b'), make('span', 'sum'), make('span', 'step')),
    (node, { user, name, score }, index) => {
      const [face, who, sum, step] = node.children;
      content(face, user, () => creature(user, 'glad'));
      text(who, name);
      text(sum, `${points(score)} points`);
      text(step, rankOf(user, scores));
      node.className = `place-${index + 1}`;
    });
  text(byId('ended-title'), verdict(scores, me, role));
  text(byId('again'), role === 'host' ? 'Host another quiz' : 'Join another quiz');
}

function verdict(scores, me, role) {
  const winners = scores.filter(({ score }) => score === scores[0].score).map(({ name }) => name);
  if (role === 'host') return winners.length > 2 ? 'What a draw!' : winners.length === 0 ? 'The end' : `${winners.join(' and ')} ${winners.length > 1 ? 'win' : 'wins'}!`;
  const rank = rankOf(me, scores);
  return rank === 1 ? 'You won!' : rank ? `You came ${ordinal(rank)} of ${scores.length}` : 'The end';
}

export function renderMe(game) {
  const own = game.players.find(({ user }) => user === game.me);
  const rank = rankOf(game.me, game.scores);
  const begun = game.phase !== 'lobby' && game.scores.some(({ score }) => score > 0);
  content(byId('me-face'), game.me, () => creature(game.me));
  text(byId('me-name'), own?.name ?? '');
  text(byId('me-rank'), rank && begun ? `${ordinal(rank)} of ${game.scores.length}` : '');
  text(byId('me-score'), points(scoreOf(game)));
}

/** The answers' shapes rain from the ceiling, once. */
export function confetti() {
  if (calm()) return;
  const rain = make('div', 'confetti', { 'aria-hidden': 'true' });
  for (let i = 0; i < 48; i++) {
    const piece = make('span', `answer-${i % 4}`, {}, shape(i * 7));
    piece.style.setProperty('--x', Math.random());
    piece.style.setProperty('--wait', `${Math.random() * 1.8}s`);
    piece.style.setProperty('--turn', `${(Math.random() - 0.5) * 1440}deg`);
    piece.style.setProperty('--size', `${0.8 + Math.random() * 1.4}rem`);
    rain.append(piece);
  }
  document.body.append(rain);
  setTimeout(() => rain.remove(), 6500);
}
