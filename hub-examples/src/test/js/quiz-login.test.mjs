// How the quiz page comes by its tokens: node --test hub-examples/src/test/js/
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, test } from 'node:test';

const script = async (path) => readFile(new URL(`../../main/resources/quiz/${path}`, import.meta.url), 'utf8');
const asModule = (source) => `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
const client = asModule(await readFile(
  new URL('../../../../hub-jsr356/src/main/resources/META-INF/resources/shardhub/hub-client.js', import.meta.url), 'utf8'));

let stored;
globalThis.sessionStorage = { getItem: () => stored ?? null, setItem: (key, value) => { stored = value; } };
const page = asModule(await script('session.js'));
const { remember, session } = await import(page);
const source = (await script('login.js')).replace('/shardhub/hub-client.js', client).replace('./session.js', page);

let asked; // the bodies that went to the server
let answers; // what it says to them, in turn; an error is a connection that breaks
let login;
let token;
let pages = 0;

beforeEach(async () => {
  asked = [];
  answers = [];
  remember({ token: null, name: '', quiz: null, role: null });
  globalThis.fetch = async (path, { method, headers, body }) => {
    assert.deepEqual([path, method, headers], ['/login', 'POST', { 'Content-Type': 'application/json' }]);
    asked.push(JSON.parse(body));
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return { json: async () => answer };
  };
  ({ login, token } = await import(asModule(`${source}\n// ${++pages}`)));
});

const refused = (code) => ({ error: { code, message: code } });
const codeOf = (promise) => promise.then(() => assert.fail('expected a rejection'), ({ code }) => code);

describe('the login', () => {
  test('gives a nickname for a token, and later that token for another one', async () => {
    answers = [{ token: 't1' }, { token: 't2' }];
    assert.equal(await login({ name: 'Ann', role: 'player' }), 't1');
    assert.equal(session.token, 't1');
    remember({ name: 'Ann', role: 'player' });
    assert.equal(await login(), 't2');
    assert.deepEqual(asked, [{ name: 'Ann', role: 'player', token: null }, { name: 'Ann', role: 'player', token: 't1' }]);
    assert.equal(JSON.parse(stored).token, 't2');
  });

  test('lets a host have no name', async () => {
    answers = [{ token: 't1' }];
    await login({ role: 'host' });
    assert.deepEqual(asked, [{ name: null, role: 'host', token: null }]);
  });

  test('begins anew if the earlier token is not known any more', async () => {
    remember({ token: 'old', name: 'Ann', role: 'player' });
    answers = [refused('unauthenticated'), { token: 't1' }];
    assert.equal(await login(), 't1');
    assert.deepEqual(asked.map((body) => body.token), ['old', null]);
  });

  test('says what was refused, and keeps the token that it has', async () => {
    remember({ token: 't1' });
    answers = [refused('bad_name')];
    assert.equal(await codeOf(login({ name: '\u200b' })), 'bad_name');
    assert.equal(session.token, 't1');
  });

  test('without an answer is a lack of connection', async () => {
    answers = [new TypeError('Failed to fetch')];
    assert.equal(await codeOf(login({ name: 'Ann' })), 'disconnected');
  });
});

describe('a token', () => {
  test('serves one connection; the next one gets another', async () => {
    answers = [{ token: 't1' }, { token: 't2' }, { token: 't3' }];
    await login({ name: 'Ann' });
    assert.deepEqual([await token(), await token(), await token()], ['t1', 't2', 't3']);
    assert.deepEqual(asked.map((body) => body.token), [null, 't1', 't2']);
  });
});
