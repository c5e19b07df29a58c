/** A question while it is open, and with its answer. */

import { byId, content, list, make, plural, show, text } from './dom.js';
import { SHAPE_NAMES, creature, shape } from './figures.js';

const HURRY_MS = 5000;

/** @param {{ answer(choice: number) }} actions */
export function question(actions) {
  const options = [0, 1, 2, 3].map((index) => newOption(index, () => actions.answer(index)));
  let running;
  let current;
  byId('options').append(...options);
  document.addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
    const index = ['1', '2', '3', '4'].indexOf(key);
    if (index < 0 || ctrlKey || metaKey || altKey || target.closest('input')) return;
    if (current?.role === 'player' && current.phase === 'question') actions.answer(index);
  });

  /** What changes by time alone. */
  function tick() {
    const { phase, question: asked } = current;
    const leftMs = phase === 'question' ? Math.max(0, asked.endsAt - performance.now()) : 0;
    const ring = byId('timer-ring');
    text(byId('timer'), Math.ceil(leftMs / 1000));
    ring.style.setProperty('--left', asked.durationMs ? leftMs / asked.durationMs : 0);
    ring.dataset.hurry = leftMs > 0 && leftMs <= HURRY_MS;
    paintOptions(leftMs > 0);
    text(byId('tally'), tally(current, leftMs));
  }

  function paintOptions(open) {
    const { phase, role, question: asked } = current;
    const chosen = asked.choice !== null;
    options.forEach((option, index) => {
      const mine = asked.choice === index;
      const revealed = phase === 'reveal' && asked.answer !== null;
      const right = revealed && asked.answer === index;
      option.dataset.fate = revealed ? (right ? 'right' : mine ? 'wrong' : 'faded') : mine ? 'chosen' : chosen ? 'faded' : '';
      option.setAttribute('aria-disabled', role === 'host' || phase !== 'question' || chosen || !open);
      option.setAttribute('aria-pressed', mine);
      text(option.querySelector('.fate'), revealed ? (right ? (mine ? 'Right, your answer' : 'Right answer') : mine ? 'Your answer' : '') : mine ? 'Your answer' : '');
    });
  }

  return {
    render(game) {
      const { question: asked, total, me } = game;
      const isNew = current?.question?.index !== asked.index || current.quiz !== game.quiz;
      current = game;
      text(byId('question-count'), `Question ${asked.index + 1} of ${total}`);
      list(byId('pips'), Array.from({ length: total }, (_, index) => index), (index) => index, () => make('li'),
        (node, index) => node.classList.toggle('done', index <= asked.index));
      text(byId('question-text'), asked.text);
      byId('question-text').classList.toggle('long', asked.text.length > 80);
      options.forEach((option, index) => {
        text(option.querySelector('.words'), asked.options[index] ?? '');
        option.tabIndex = game.role === 'host' ? -1 : 0;
      });
      paintVerdict(game, me);
      clearInterval(running);
      running = setInterval(tick, 100);
      tick();
      return isNew;
    },
    stop() {
      clearInterval(running);
      current = null;
    },
  };
}

function newOption(index, choose) {
  const option = make('button', `option answer-${index}`, { type: 'button', 'data-testid': `option-${index}` },
    shape(index), make('span', 'unseen', {}, `${SHAPE_NAMES[index]}: `),
    make('span', 'label', {}, make('span', 'words'), make('span', 'fate')), make('kbd', '', { 'aria-hidden': 'true' }, String(index + 1)));
  option.addEventListener('click', choose);
  return option;
}

function tally({ phase, role, total, question: asked }, leftMs) {
  if (phase === 'reveal') {
    const last = asked.index + 1 >= total;
    const seconds = asked.nextAt ? Math.ceil((asked.nextAt - performance.now()) / 1000) : 0;
    if (seconds <= 0) return last ? 'And the winner is…' : 'Next question…';
    return `${last ? 'Final scores' : 'Next question'} in ${seconds} s`;
  }
  if (role === 'host') return `${asked.answered} of ${plural(asked.expected, 'player has', 'players have')} answered`;
  if (asked.sent === false) return 'Sending your answer…';
  if (asked.sent) return `Locked in. ${asked.answered} of ${asked.expected} have answered.`;
  return leftMs > 0 ? 'Pick your answer.' : 'Time is up.';
}

/** What the player has made of it, in words: shown, and read out. */
export function verdictOf({ role, phase, question: asked, result }) {
  if (role !== 'player' || phase !== 'reveal' || result?.question !== asked.index) return null;
  if (result.correct) return { mood: 'glad', words: 'Correct!', points: `+${result.points.toLocaleString('en')} points` };
  if (result.choice == null) return { mood: 'asleep', words: 'No answer', points: 'Faster next time.' };
  return { mood: 'sad', words: 'Not this time', points: 'No points.' };
}

function paintVerdict(game, me) {
  const verdict = verdictOf(game);
  const box = byId('verdict');
  show(box, verdict !== null);
  if (!verdict) return;
  box.dataset.mood = verdict.mood;
  content(byId('verdict-face'), me + verdict.mood, () => creature(me, verdict.mood));
  text(byId('verdict-words'), verdict.words);
  text(byId('verdict-points'), verdict.points);
}
