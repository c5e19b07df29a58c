/**
 * The quiz page: one connection, one game, one view for each of its phases. What the server says changes the game, and
 * every change of the game draws the page anew; nothing on the page is remembered only by the page.
 */

import { HubClient, HubError } from '/shardhub/hub-client.js';
import { watchConnection } from './connection.js';
import { announce, byId, show, text, tiles } from './dom.js';
import { MESSAGE_TYPES, apply, gameOf } from './game.js';
import { landing } from './landing.js';
import { lobby } from './lobby.js';
import { login, token } from './login.js';
import { question, verdictOf } from './question.js';
import { confetti, renderMe, renderPodium, renderStandings } from './scores.js';
import { remember, session } from './session.js';
import { ending, refusal } from './words.js';

const app = byId('app');
const sections = [...document.querySelectorAll('[data-view]')];

let game = null;
let early = null; // messages that came between QUIZ_JOIN and its reply

const hub = new HubClient('/ws', {
  token,
  maxDelayMs: 5000,
  heartbeat: { type: 'USER_HEARTBEAT', everyMs: 15000, timeoutMs: 5000, data: () => game?.quiz && { quiz: game.quiz } },
});

// ---- what the server says

for (const type of MESSAGE_TYPES) {
  hub.on(type, (data) => {
    if (early) early.push([type, data]);
    else if (game) update(apply(game, type, data, performance.now()));
  });
}

hub.onState((state, info) => {
  if (state === 'open' && session.quiz) comeBack();
  notice(state === 'closed' ? ending(info) : '');
});

hub.on('hub.error', (error) => notice(refusal(error)));

/** Takes the seat in a quiz, for the first time or again, and draws what the server says it is like there now. */
async function join(quiz) {
  early = [];
  try {
    const snapshot = await hub.request('QUIZ_JOIN', { quiz });
    let entered = gameOf(snapshot, performance.now());
    for (const [type, data] of early) entered = apply(entered, type, data, performance.now());
    remember({ quiz: entered.quiz, role: entered.role });
    history.replaceState(null, '', `?quiz=${entered.quiz}`);
    const unsent = game?.quiz === entered.quiz && game.question?.sent === false ? game.question : null;
    update(entered);
    if (unsent && entered.question?.index === unsent.index) answer(unsent.choice);
  } finally {
    early = null;
  }
}

async function comeBack() {
  try {
    await join(session.quiz);
  } catch (error) {
    if (error.code === 'disconnected') return; // the next connection tries again
    if (error.code === 'away' && game) return void setTimeout(() => hub.state === 'open' && session.quiz && comeBack(), 1000);
    if (error.code === 'timeout') { // a connection that says nothing is none
      hub.close();
      return hub.connect();
    }
    const { quiz } = session;
    remember({ quiz: null, role: null });
    history.replaceState(null, '', location.pathname);
    update(null);
    door.open({ quiz: error.code === 'no_such_quiz' ? '' : quiz, name: session.name, because: error });
  }
}

// ---- what people do

const door = landing({
  async join(quiz, name) {
    await enter({ name, role: 'player' });
    remember({ name });
    await join(quiz);
  },
  host,
});

const drawLobby = lobby({
  ready: () => ask('USER_READY'),
  start: () => ask('QUIZ_START'),
});

const asking = question({ answer });

/** Becomes who is wanted, on the connection that there is or on a new one. */
async function enter(wanted) {
  await login(wanted);
  if (hub.state === 'open') return void (await hub.request('hub.refresh', { token: await token() }));
  if (hub.state !== 'closed') hub.close(); // with the token before
  const opened = new Promise((resolve, reject) => {
    const forget = hub.onState((state) => {
      if (state === 'connecting') return;
      forget();
      if (state === 'open') resolve();
      else reject(new HubError('disconnected'));
    });
  });
  hub.connect();
  await opened;
}

async function host() {
  await enter({ role: 'host' });
  const { quiz } = await hub.request('QUIZ_OPEN', {});
  remember({ quiz, role: 'host' });
  await comeBack();
}

async function ask(type) {
  try {
    await hub.request(type, { quiz: game.quiz });
    notice('');
  } catch (error) {
    notice(refusal(error));
  }
}

async function answer(choice) {
  const { quiz, role, phase, question: asked } = game;
  if (role !== 'player' || phase !== 'question' || asked.choice !== null || performance.now() >= asked.endsAt) return;
  const settle = (changes) => {
    if (game?.quiz === quiz && game.phase === 'question' && game.question.index === asked.index) {
      update({ ...game, question: { ...game.question, ...changes } });
    }
  };
  settle({ choice, sent: false });
  try {
    await hub.request('USER_ANSWER', { quiz, question: asked.index, choice });
    settle({ sent: true });
  } catch (error) {
    if (error.code === 'already_answered') return settle({ sent: true });
    if (error.code === 'disconnected') return; // stays unsent, and goes out after coming back
    settle({ choice: null, sent: undefined });
    notice(refusal(error));
  }
}

byId('leave').addEventListener('click', leave);
byId('again').addEventListener('click', () => (game.role === 'host' ? host().catch((error) => notice(refusal(error))) : leave()));

/** To the front door. The seat stays ours: who comes back with the same code goes on, host or player. */
function leave() {
  const { quiz, phase } = game;
  remember({ quiz: null, role: null });
  location.assign(phase === 'ended' ? location.pathname : `?quiz=${quiz}`);
}

// ---- what is shown

function update(changed) {
  const before = game;
  game = changed;
  const phase = game?.phase ?? 'landing';
  const view = phase === 'reveal' ? 'question' : phase;
  const isNewView = sections.find((section) => !section.hidden)?.dataset.view !== view;

  app.dataset.phase = phase;
  app.dataset.role = game?.role ?? '';
  for (const section of sections) show(section, section.dataset.view === view);
  show(byId('leave'), game !== null);
  show(byId('me'), game?.role === 'player' && phase !== 'lobby');
  show(byId('standings'), phase === 'ended' || (phase === 'reveal' && game.role === 'host'));
  const inside = game !== null && phase !== 'lobby'; // from then on the tiles in the corner are those of the code
  tiles(byId('logo'), inside ? game.quiz : 'QUIZ');
  text(byId('logo-words'), inside ? `Quiz code ${game.quiz}` : 'Quiz');

  let isNewQuestion = false;
  if (view === 'question') isNewQuestion = asking.render(game);
  else asking.stop();
  if (phase === 'lobby') drawLobby(game);
  if (phase === 'ended') renderPodium(game);
  if (phase === 'reveal' || phase === 'ended') renderStandings(game);
  if (game?.role === 'player') renderMe(game);

  if (isNewView) window.scrollTo(0, 0);
  if (phase === 'ended' && isNewView && before) confetti();
  if (game && (isNewView || isNewQuestion)) {
    moveFocus(view);
    if (hub.state === 'open') notice('');
  }
  document.title = titleOf(game);
  if (phase === 'reveal') announce(outcome(game));
}

/** Keyboards and screen readers follow to the new heading; what just vanished under them is no place to stay. */
function moveFocus(view) {
  sections.find((section) => section.dataset.view === view).querySelector('h1').focus({ preventScroll: true });
}

function titleOf(current) {
  if (!current) return 'Quiz';
  const where = { lobby: 'Lobby', ended: 'Final scores' }[current.phase] ?? `Question ${current.question.index + 1} of ${current.total}`;
  return `${where} · Quiz ${current.quiz}`;
}

function outcome(revealed) {
  const verdict = verdictOf(revealed);
  const { options, answer: right } = revealed.question;
  return `${verdict ? `${verdict.words} ${verdict.points} ` : ''}The answer is ${options[right]}.`;
}

function notice(words) {
  text(byId('notice'), words);
  show(byId('notice'), words !== '');
}

// ---- begin: back to the seat we had, unless the link leads to another quiz

watchConnection(hub);
const invitation = new URLSearchParams(location.search).get('quiz')?.toUpperCase() ?? '';
if (invitation && invitation !== session.quiz) remember({ quiz: null, role: null });
if (session.quiz) {
  hub.connect();
} else {
  update(null);
  door.open({ quiz: invitation, name: session.name });
}
