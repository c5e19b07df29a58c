/**
 * What this tab knows of its quiz, as a plain value: made from the server's snapshot, moved on by its messages. Messages
 * that are late or come twice change nothing, so that they may be applied to a snapshot that already contains them.
 *
 * game: { quiz, role, phase, title, total, players, scores, me, starting, question, result, gains }
 * question: { index, text, options, endsAt, durationMs, answered, expected, choice, sent, answer, nextAt }
 *   sent: undefined before choosing, then false (on its way) or true (the server has it)
 *   answer, nextAt: null until they are known
 * gains: user -> points earned by the last question
 */

/** @param {object} state the reply to QUIZ_JOIN @param {number} now performance.now() */
export function gameOf(state, now) {
  const { quiz, role, phase, title, total, players = [], scores = [], question, you = {} } = state;
  const result = you.lastResult ?? null;
  const me = you.user ?? null; // the host has no name
  const revealed = phase === 'reveal';
  return {
    quiz, role, phase, title, total, players, scores, me, result,
    starting: false,
    gains: result && revealed ? { [me]: result.points } : {},
    question: question && {
      index: question.index,
      text: question.text,
      options: question.options,
      endsAt: revealed ? now : now + question.remainingMs,
      durationMs: question.remainingMs,
      answered: question.answered,
      expected: players.filter(({ online }) => online).length,
      choice: question.yourChoice ?? null,
      sent: question.yourChoice == null ? undefined : true,
      answer: question.answer ?? null,
      nextAt: revealed && question.remainingMs ? now + question.remainingMs : null,
    },
  };
}

const messages = {
  QUIZ_LOBBY: (game, { players }) => ({ ...game, players }),

  QUIZ_START: (game, { title, total }) => ({ ...game, title, total, starting: game.phase === 'lobby' }),

  QUESTION_START(game, { index, total, text, options, remainingMs }, now) {
    if (step(game) >= 2 * index) return game;
    const question = {
      index, text, options, endsAt: now + remainingMs, durationMs: remainingMs,
      answered: 0, expected: game.players.filter(({ online }) => online).length, choice: null, answer: null, nextAt: null,
    };
    return { ...game, phase: 'question', total, question, starting: false, gains: {} };
  },

  QUESTION_END(game, { index, answer, nextInMs }, now) {
    return reveal(game, index, { answer, nextAt: nextInMs ? now + nextInMs : null });
  },

  ANSWER_RESULT(game, result) {
    const told = { ...game, result, gains: { ...game.gains, [game.me]: result.points } };
    return reveal(told, result.question, { answer: result.answer, choice: result.choice ?? null });
  },

  RESULT_UPDATE(game, { index, answered, players, scores }) {
    const { question } = game;
    if (question?.index !== index) return { ...game, scores };
    const before = new Map(game.scores.map(({ user, score }) => [user, score]));
    const gains = { ...game.gains };
    for (const { user, score } of scores) if (score > before.get(user)) gains[user] = score - before.get(user);
    return { ...game, scores, gains, question: { ...question, answered, expected: players } };
  },

  QUIZ_END: (game, { scores }) => ({ ...game, phase: 'ended', scores, question: null }),
};

/** @returns the game after the message; the same object if it says nothing new */
export function apply(game, type, data, now) {
  if (data.quiz && data.quiz !== game.quiz) return game;
  return messages[type](game, data, now);
}

export const MESSAGE_TYPES = Object.keys(messages);

/** How far the quiz is: two steps for each question. */
function step({ phase, question }) {
  if (phase === 'ended') return Infinity;
  if (!question) return -1;
  return 2 * question.index + (phase === 'reveal' ? 1 : 0);
}

function reveal(game, index, known) {
  if (game.question?.index !== index || game.phase === 'ended') return game;
  return { ...game, phase: 'reveal', question: { ...game.question, ...known } };
}

/** The rank of a user, 1 for the best; equal scores share it. */
export function rankOf(user, scores) {
  const own = scores.find((line) => line.user === user);
  return own ? 1 + scores.filter(({ score }) => score > own.score).length : null;
}

export function scoreOf(game) {
  return game.scores.find(({ user }) => user === game.me)?.score ?? game.result?.score ?? 0;
}
