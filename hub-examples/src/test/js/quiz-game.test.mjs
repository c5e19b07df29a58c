// What the quiz page makes of the server's messages: node --test hub-examples/src/test/js/
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

const source = await readFile(new URL('../../main/resources/quiz/game.js', import.meta.url), 'utf8');
const { apply, gameOf, rankOf, scoreOf } = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);

const PLAYERS = [
  { user: 'p1', name: 'Ada', ready: true, online: true },
  { user: 'p2', name: 'Bob', ready: false, online: false },
];
const SCORES = [{ user: 'p2', name: 'Bob', score: 700 }, { user: 'p1', name: 'Ada', score: 0 }];
const LOBBY = {
  quiz: 'ABCD', role: 'player', phase: 'lobby', title: 'T', total: 3, players: PLAYERS, scores: [], question: null,
  you: { user: 'p1', score: 0, ready: true, lastResult: null },
};
const start = (index) => ['QUESTION_START', { quiz: 'ABCD', index, total: 3, text: `q${index}`, options: ['a', 'b', 'c', 'd'], remainingMs: 9000 }];
const end = (index, answer = 2) => ['QUESTION_END', { quiz: 'ABCD', index, answer, nextInMs: 4000 }];
const result = (question, points = 0) => ['ANSWER_RESULT',
  { quiz: 'ABCD', question, choice: 1, correct: points > 0, answer: 2, points, score: points }];
const update = (index, scores) => ['RESULT_UPDATE', { quiz: 'ABCD', index, answered: 1, players: 2, scores }];

/** A game to which the messages came one second after each other. */
const after = (snapshot, ...messages) =>
  messages.reduce((game, [type, data], second) => apply(game, type, data, 1000 * (second + 1)), gameOf(snapshot, 0));

describe('a snapshot', () => {
  test('of an open question has a deadline on our own clock, and the choice we made', () => {
    const game = gameOf({
      ...LOBBY, phase: 'question',
      question: { index: 1, text: 'q', options: [], remainingMs: 5000, answered: 1, yourChoice: 0 }, // nulls may be left out
    }, 100);
    const { endsAt, choice, sent, answer } = game.question;
    assert.deepEqual({ endsAt, choice, sent, answer }, { endsAt: 5100, choice: 0, sent: true, answer: null });
  });

  test('of a reveal knows when the next question comes, and what we earned', () => {
    const { question, gains } = gameOf({
      ...LOBBY, phase: 'reveal', you: { user: 'p1', lastResult: { question: 0, points: 640, correct: true } },
      question: { index: 0, text: 'q', options: [], remainingMs: 2000, answered: 2, yourChoice: 2, answer: 2 },
    }, 100);
    assert.deepEqual([question.nextAt, question.answer, gains], [2100, 2, { p1: 640 }]);
  });

  test('says who we are in public; the host is nobody', () => {
    assert.equal(gameOf(LOBBY, 0).me, 'p1');
    assert.equal(gameOf({ ...LOBBY, role: 'host', you: { score: 0 } }, 0).me, null);
  });
});

describe('messages', () => {
  test('lead through a whole quiz', () => {
    const phases = [];
    [['QUIZ_START', { quiz: 'ABCD', title: 'T', total: 3 }], start(0), end(0), start(1), end(1), ['QUIZ_END', { quiz: 'ABCD', scores: SCORES }]]
      .reduce((game, [type, data]) => {
        const next = apply(game, type, data, 0);
        phases.push(next.phase + (next.starting ? ', starting' : ''));
        return next;
      }, gameOf(LOBBY, 0));
    assert.deepEqual(phases, ['lobby, starting', 'question', 'reveal', 'question', 'reveal', 'ended']);
  });

  test('the end of a question and our result may come in either order', () => {
    for (const messages of [[start(0), end(0), result(0, 640)], [start(0), result(0, 640), end(0)]]) {
      const { phase, question, result: told, gains } = after(LOBBY, ...messages);
      assert.deepEqual([phase, question.answer, question.choice, told.points, gains], ['reveal', 2, 1, 640, { p1: 640 }]);
      assert.ok(question.nextAt > 0);
    }
  });

  test('what is late or comes twice does not lead back', () => {
    const revealed = after(LOBBY, start(1), end(1));
    for (const [type, data] of [start(0), start(1), end(0)]) assert.equal(apply(revealed, type, data, 0), revealed);
    const ended = after(LOBBY, start(0), end(0), ['QUIZ_END', { quiz: 'ABCD', scores: SCORES }]);
    for (const [type, data] of [start(1), end(0)]) assert.equal(apply(ended, type, data, 0), ended);
    assert.equal(apply(ended, ...result(0, 5), 0).phase, 'ended');
  });

  test('of another quiz are not ours', () => {
    const game = gameOf(LOBBY, 0);
    assert.equal(apply(game, 'QUIZ_END', { quiz: 'WXYZ', scores: [] }, 0), game);
  });

  test('RESULT_UPDATE counts answers of its own question only, and tells what everybody has gained', () => {
    const game = after(LOBBY, start(0), update(0, [{ user: 'p2', score: 0 }, { user: 'p1', score: 0 }]), end(0), update(0, SCORES), update(0, SCORES));
    assert.deepEqual([game.question.answered, game.question.expected, game.gains], [1, 2, { p2: 700 }]);
    const next = after(LOBBY, start(0), end(0), start(1), update(0, SCORES));
    assert.deepEqual([next.question.answered, next.scores], [0, SCORES]);
  });
});

test('equal scores share a rank', () => {
  const scores = [['a', 5], ['b', 5], ['c', 1]].map(([user, score]) => ({ user, score }));
  assert.deepEqual(['a', 'b', 'c', 'x'].map((user) => rankOf(user, scores)), [1, 1, 3, null]);
});

test('the own score is that of the table, or of the last result as long as there is none', () => {
  assert.equal(scoreOf({ me: 'p2', scores: SCORES, result: { score: 1 } }), 700);
  assert.equal(scoreOf({ me: 'p9', scores: SCORES, result: { score: 1 } }), 1);
  assert.equal(scoreOf({ me: null, scores: SCORES, result: null }), 0);
});
