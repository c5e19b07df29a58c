// The JavaScript client against a socket, a clock and a die of our own: node --test hub-jsr356/src/test/js/
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';

// The client is a module with the extension .js and no package.json beside it, which node would take for CommonJS.
const source = await readFile(
  new URL('../../main/resources/META-INF/resources/shardhub/hub-client.js', import.meta.url), 'utf8');
const { HubClient, HubError, CLOSE_CODES, closeRule } = await import(
  `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);

const CONNECTING = 0, OPEN = 1, CLOSED = 3;

class FakeSocket {
  readyState = CONNECTING;
  sent = [];
  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
    world.sockets.push(this);
  }
  send(text) { this.sent.push(JSON.parse(text)); }
  close(code) {
    this.closedWith = code;
    this.readyState = CLOSED;
  }
  // what the server does:
  open() {
    this.readyState = OPEN;
    this.onopen({});
    return this;
  }
  say(message) { this.raw(JSON.stringify(message)); }
  raw(data) { this.onmessage?.({ data }); }
  drop(code, reason = '') {
    this.readyState = CLOSED;
    this.onclose({ code, reason });
  }
  reply(data, request = this.sent.at(-1)) { this.say({ type: 'hub.reply', id: request.id, data }); }
  refuse(code, message, request = this.sent.at(-1)) { this.say({ type: 'hub.reply', id: request.id, error: { code, message } }); }
}

class FakeClock {
  now = 0;
  #timers = new Map();
  #ids = 0;
  #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  install() {
    globalThis.setTimeout = (run, ms) => (this.#timers.set(++this.#ids, { run, at: this.now + ms }), this.#ids);
    globalThis.clearTimeout = (id) => void this.#timers.delete(id);
  }
  uninstall() { Object.assign(globalThis, this.#real); }
  get waiting() { return this.#timers.size; }
  /** Runs what is due until then, one by one, and lets promises settle after each. */
  async pass(ms) {
    const end = this.now + ms;
    for (;;) {
      const [id, next] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (!next || next.at > end) break;
      this.#timers.delete(id);
      this.now = next.at;
      next.run();
      await settle();
    }
    this.now = end;
  }
}

const settle = async () => { for (let i = 0; i < 12; i++) await null; };

let world;

function start(options = {}, url = '/ws') {
  const client = new HubClient(url, {
    WebSocket: FakeSocket, random: () => world.random, onError: (error) => world.errors.push(error), ...options,
  });
  client.onState((state, info) => world.states.push([state, info]));
  client.connect();
  world.clients.push(client);
  return client;
}
const socket = () => world.sockets.at(-1);
const lastState = () => world.states.at(-1);
const stateNames = () => world.states.map(([state]) => state);
const codeOf = (promise) => promise.then(() => assert.fail('expected a rejection'), (error) => {
  assert.ok(error instanceof HubError, String(error));
  return error.code;
});

beforeEach(() => {
  world = { sockets: [], states: [], errors: [], clients: [], listeners: new Map(), random: 0.5, clock: new FakeClock() };
  world.clock.install();
  globalThis.location = { href: 'https://quiz.example/room/?quiz=ABCD#top' };
  globalThis.document = { visibilityState: 'visible' };
  globalThis.addEventListener = (type, listener) => world.listeners.set(type, listener);
  globalThis.removeEventListener = (type) => world.listeners.delete(type);
});

afterEach(() => { // whatever a test did: after close() nothing is left behind
  world.clients.forEach((client) => client.close());
  assert.equal(world.clock.waiting, 0, 'timers left after close()');
  assert.equal(world.listeners.size, 0, 'listeners left after close()');
  assert.ok(world.sockets.every(({ readyState }) => readyState === CLOSED), 'sockets left after close()');
  world.clock.uninstall();
});

describe('connecting', () => {
  test('a relative url is one of the page, and parameters are added to its own', () => {
    start({ params: { user: 'a b', none: null, level: 0 } }, '/ws?v=1');
    assert.equal(socket().url, 'wss://quiz.example/ws?v=1&user=a+b&level=0');
  });

  test('an absolute url and http pages', () => {
    globalThis.location = { href: 'http://localhost:8080/' };
    start({}, '/ws');
    assert.equal(socket().url, 'ws://localhost:8080/ws');
    start({}, 'wss://other.example/hub#part');
    assert.equal(socket().url, 'wss://other.example/hub');
  });

  test('parameters from an async function are asked for anew at every connect', async () => {
    let token = 0;
    start({ params: async () => ({ token: ++token }) });
    assert.equal(world.sockets.length, 0);
    await settle();
    socket().open().drop(1006);
    await world.clock.pass(1000);
    assert.deepEqual(world.sockets.map(({ url }) => new URL(url).search), ['?token=1', '?token=2']);
  });

  test('parameters that fail count as a lost connection and are reported', async () => {
    start({ params: async () => { throw new Error('no token'); } });
    await settle();
    assert.deepEqual(lastState(), ['waiting', { delayMs: 125, code: 1006 }]);
    assert.equal(world.errors[0].message, 'no token');
  });

  test('close() while parameters are awaited opens no socket', async () => {
    const client = start({ params: async () => ({}) });
    client.close();
    await settle();
    assert.equal(world.sockets.length, 0);
    assert.equal(client.state, 'closed');
  });

  test('an attempt that hangs is given up', async () => {
    start({ connectTimeoutMs: 3000 });
    await world.clock.pass(3000);
    assert.equal(world.sockets[0].readyState, CLOSED);
    assert.deepEqual(lastState(), ['waiting', { delayMs: 125, code: 1006 }]);
  });

  test('a WebSocket constructor that throws is survived', () => {
    start({ WebSocket: class { constructor() { throw new Error('blocked'); } } });
    assert.equal(lastState()[0], 'waiting');
  });

  test('connect() again does nothing while connecting or open, and connects again after close()', () => {
    const client = start();
    client.connect();
    socket().open();
    client.connect();
    assert.equal(world.sockets.length, 1);
    client.close();
    client.connect();
    socket().open();
    assert.deepEqual(stateNames(), ['connecting', 'open', 'closed', 'connecting', 'open']);
  });

  test('hub.welcome fills in who we are, for as long as the connection lives', async () => {
    const client = start();
    socket().open().say({ type: 'hub.welcome', data: { client: 'c1', node: 'n1', pingIntervalMs: 25000, maxMessageBytes: 65536 } });
    assert.deepEqual([client.clientId, client.node, client.pingIntervalMs, client.maxMessageBytes], ['c1', 'n1', 25000, 65536]);
    socket().drop(1006);
    assert.equal(client.clientId, undefined);
  });

  test('the pass of hub.welcome is shown when coming back, until there is another', async () => {
    const client = start({ params: { quiz: 'ABCD' } });
    const pass = () => new URL(socket().url).searchParams.get('hub.pass');
    assert.equal(pass(), null);
    await settle();
    for (const given of ['p1', undefined, 'p2']) {
      const shown = given ?? 'p1';
      socket().open().say({ type: 'hub.welcome', data: { client: 'c', pass: given } });
      client.close();
      client.connect();
      await settle();
      assert.equal(pass(), shown);
    }
  });

  test('options that are misspelt or out of range are refused', () => {
    assert.throws(() => new HubClient('/ws', { minDelay: 1 }), { name: 'TypeError', message: 'minDelay: no such option' });
    assert.throws(() => new HubClient('/ws', { maxDelayMs: -1 }), { name: 'RangeError', message: 'maxDelayMs: -1 (expected: >= 0)' });
  });
});

describe('messages', () => {
  test('reach the handlers of their type with data and the whole message', () => {
    const client = start();
    const seen = [];
    const off = client.on('NEWS', (data, message) => seen.push([data, message.topic]));
    socket().open().say({ type: 'NEWS', data: { n: 1 }, topic: 't' });
    socket().say({ type: 'OTHER', data: 2 });
    off();
    socket().say({ type: 'NEWS', data: { n: 3 } });
    assert.deepEqual(seen, [[{ n: 1 }, 't']]);
  });

  test('hub.batch is its messages in order, a broken one among them notwithstanding', async () => {
    const client = start();
    const seen = [];
    client.on('A', (data) => seen.push(data));
    client.on('B', (data) => seen.push(data));
    socket().open().say({ type: 'hub.batch', data: [{ type: 'A', data: 1 }, null, { type: 'B', data: 2 }, { type: 'A', data: 3 }] });
    await settle();
    assert.deepEqual(seen, [1, 2, 3]);
    assert.equal(world.errors.length, 1);
  });

  test('batches are asked for before anything else is said, on every connection, if at all', async () => {
    const hub = start({ batch: true });
    hub.subscribe('news').catch(() => {});
    hub.onState((state) => { if (state === 'open') hub.send('HELLO'); });
    socket().open();
    assert.deepEqual(socket().sent.map(({ type }) => type), ['hub.hello', 'hub.subscribe', 'HELLO']);
    assert.deepEqual(socket().sent[0], { type: 'hub.hello', data: { batch: true } });
    socket().drop(1012);
    await world.clock.pass(20_000);
    assert.deepEqual(socket().open().sent.map(({ type }) => type), ['hub.hello', 'hub.subscribe', 'HELLO']);
    start();
    assert.deepEqual(socket().open().sent, []);
  });

  test('what comes behind hub.reconnect in a batch is as lost as if it had come by itself', () => {
    const seen = [];
    const hub = start();
    hub.on('A', (data) => seen.push(data));
    socket().open().say({ type: 'hub.batch', data: [{ type: 'A', data: 1 }, { type: 'hub.reconnect', data: {} }, { type: 'A', data: 2 }] });
    assert.deepEqual(seen, [1]);
    assert.equal(hub.state, 'waiting');
  });

  test('a reply inside a batch answers its request', async () => {
    const client = start();
    socket().open();
    const answer = client.request('ASK');
    socket().say({ type: 'hub.batch', data: [{ type: 'hub.reply', id: socket().sent[0].id, data: 7 }] });
    assert.equal(await answer, 7);
  });

  test('a handler that throws stops no other, and is reported', async () => {
    const client = start();
    const seen = [];
    client.on('NEWS', () => { throw new Error('handler'); });
    client.on('NEWS', (data) => seen.push(data));
    client.onState(() => { throw new Error('state handler'); });
    client.onState((state) => seen.push(state));
    socket().open().say({ type: 'NEWS', data: 1 });
    await settle();
    assert.deepEqual(seen, ['open', 1]);
    assert.deepEqual(world.errors.map(({ message }) => message), ['state handler', 'handler']);
  });

  test('what is no message is reported and survived', async () => {
    const client = start();
    socket().open();
    for (const text of ['oops', 'null', '{"type":"hub.batch","data":5}', new ArrayBuffer(2)]) socket().raw(text);
    socket().raw('[]'); // of no type: nobody's
    await settle();
    assert.equal(world.errors.length, 4);
    assert.equal(client.state, 'open');
  });

  test('an onError that throws is its own problem', async () => {
    const queue = globalThis.queueMicrotask;
    const queued = [];
    globalThis.queueMicrotask = (run) => queued.push(run);
    const client = start({ onError: () => { throw new Error('onError'); } });
    const seen = [];
    client.on('NEWS', () => { throw new Error('handler'); });
    client.on('NEWS', (data) => seen.push(data));
    socket().open().say({ type: 'NEWS', data: 1 });
    globalThis.queueMicrotask = queue;
    assert.deepEqual(seen, [1]);
    assert.throws(queued[0], { message: 'onError' });
  });

  test('hub.error goes to its handlers', () => {
    const client = start();
    let seen;
    client.on('hub.error', (data) => { seen = data; });
    socket().open().say({ type: 'hub.error', data: { code: 'unknown_type', message: 'X' } });
    assert.deepEqual(seen, { code: 'unknown_type', message: 'X' });
  });

  test('send says whether there was a connection, and queues nothing', () => {
    const client = start();
    assert.equal(client.send('HELLO', 1), false);
    socket().open();
    assert.equal(client.send('HELLO', 2), true);
    socket().readyState = 2; // closing, the event has not come yet
    assert.equal(client.send('HELLO', 3), false);
    assert.deepEqual(socket().sent, [{ type: 'HELLO', data: 2 }]);
  });
});

describe('requests', () => {
  test('resolve with the data of their own reply', async () => {
    const client = start();
    socket().open();
    const [first, second] = [client.request('ADD', { a: 1 }), client.request('ADD', { a: 2 })];
    const [one, two] = socket().sent;
    assert.deepEqual([one.type, one.data], ['ADD', { a: 1 }]);
    assert.notEqual(one.id, two.id);
    socket().reply('two', two);
    socket().reply('one', one);
    socket().reply('again', one); // nobody waits for it any more
    assert.deepEqual(await Promise.all([first, second]), ['one', 'two']);
  });

  test('reject with the code of the server', async () => {
    const client = start();
    socket().open();
    const answer = client.request('JOIN');
    socket().refuse('name_taken', 'somebody else is Ada');
    await assert.rejects(answer, { code: 'name_taken', message: 'somebody else is Ada' });
  });

  test('time out, each after its own time', async () => {
    const client = start({ requestTimeoutMs: 1000 });
    socket().open();
    const [short, long] = [codeOf(client.request('A', 1, { timeoutMs: 200 })), codeOf(client.request('B'))];
    await world.clock.pass(200);
    assert.equal(await short, 'timeout');
    const late = await Promise.race([long, Promise.resolve('still waiting')]);
    assert.equal(late, 'still waiting');
    await world.clock.pass(800);
    assert.equal(await long, 'timeout');
    assert.equal(client.state, 'open');
  });

  test('reject at once without a connection, and when it goes away', async () => {
    const client = start();
    assert.equal(await codeOf(client.request('A')), 'disconnected');
    socket().open();
    const lost = codeOf(client.request('B'));
    socket().drop(1006);
    assert.equal(await lost, 'disconnected');
    await world.clock.pass(1000);
    socket().open();
    const ended = codeOf(client.request('C'));
    client.close();
    assert.equal(await ended, 'disconnected');
  });

  test('data that cannot be written rejects and leaves nothing behind', async () => {
    const client = start();
    socket().open();
    const circle = {};
    circle.self = circle;
    await assert.rejects(client.request('A', circle), TypeError);
  });
});

describe('reconnecting', () => {
  const expected = {
    1000: ['normal', false, 0], 1001: ['shutdown', true, 0], 1005: ['no status', true, 0], 1006: ['lost', true, 0],
    1008: ['policy', false, 0], 1009: ['too big', false, 0], 1011: ['server error', true, 0], 1012: ['restart', true, 0],
    1013: ['overloaded', true, 5000], 4401: ['unauthenticated', false, 0], 4403: ['forbidden', false, 0],
    4408: ['slow consumer', true, 0], 4409: ['replaced', false, 0], 4429: ['rate limited', true, 5000],
  };

  test('the table of close codes is complete and frozen', () => {
    assert.deepEqual(Object.keys(CLOSE_CODES), Object.keys(expected));
    for (const [code, [name, reconnect, minDelayMs]] of Object.entries(expected)) {
      assert.deepEqual(CLOSE_CODES[code], { name, reconnect, minDelayMs });
      assert.ok(Object.isFrozen(CLOSE_CODES[code]));
    }
    assert.ok(Object.isFrozen(CLOSE_CODES));
  });

  test('codes outside of the table: final if the application chose them, else worth a try', () => {
    for (const code of [4000, 4400, 4999]) assert.equal(closeRule(code).reconnect, false, code);
    for (const code of [1002, 1003, 1007, 1010, 1014, 1015, 3000, 3999]) assert.equal(closeRule(code).reconnect, true, code);
  });

  for (const code of [...Object.keys(expected).map(Number), 1002, 3008, 4000]) {
    test(`the client does after ${code} what the table says`, async () => {
      const client = start();
      socket().open().drop(code, 'because');
      const { reconnect, minDelayMs } = closeRule(code);
      assert.deepEqual(lastState(), reconnect
        ? ['waiting', { delayMs: minDelayMs + 125, code }]
        : ['closed', { code, reason: 'because' }]);
      await world.clock.pass(60000);
      assert.equal(world.sockets.length > 1, reconnect);
      assert.equal(client.state === 'closed', !reconnect);
    });
  }

  test('backs off exponentially with full jitter, up to the cap', async () => {
    const delays = [];
    for (const die of [0, 0.25, 0.999999]) {
      world.random = die;
      const client = start({ minDelayMs: 100, maxDelayMs: 1000 });
      for (let retry = 0; retry < 7; retry++) {
        socket().drop(1006);
        const { delayMs } = lastState()[1];
        const bound = Math.min(1000, 100 * 2 ** retry);
        assert.equal(delayMs, Math.round(die * bound));
        delays.push(delayMs);
        const before = world.sockets.length;
        if (delayMs > 0) await world.clock.pass(delayMs - 1);
        assert.equal(world.sockets.length, before, 'not before its time');
        await world.clock.pass(1);
        assert.equal(world.sockets.length, before + 1);
      }
      client.close();
    }
    assert.equal(Math.max(...delays), 1000);
  });

  test('a connection that does not hold keeps the backoff, one that does resets it', async () => {
    start({ stableMs: 5000 });
    for (const delayMs of [125, 250, 500]) {
      socket().open().say({ type: 'hub.welcome', data: {} });
      await world.clock.pass(4999);
      socket().drop(1011);
      assert.deepEqual(lastState(), ['waiting', { delayMs, code: 1011 }]);
      await world.clock.pass(delayMs);
    }
    socket().open();
    await world.clock.pass(5000);
    socket().drop(1011);
    assert.deepEqual(lastState(), ['waiting', { delayMs: 125, code: 1011 }]);
  });

  test('connect() after close() begins with a short backoff again', async () => {
    const client = start();
    for (let i = 0; i < 4; i++) {
      socket().drop(1006);
      await world.clock.pass(5000);
    }
    client.close();
    client.connect();
    socket().drop(1006);
    assert.deepEqual(lastState(), ['waiting', { delayMs: 125, code: 1006 }]);
  });

  test('connect() while waiting tries now', () => {
    const client = start();
    socket().drop(1013);
    client.connect();
    assert.equal(world.sockets.length, 2);
  });

  test('back online or back in sight: tries at once, unless the server asked for patience', async () => {
    const client = start({ random: () => 1 });
    const wake = (type) => world.listeners.get(type)({ type });
    socket().drop(1006);
    wake('online');
    assert.equal(world.sockets.length, 2);
    socket().drop(1006);
    globalThis.document.visibilityState = 'hidden';
    wake('visibilitychange');
    assert.equal(world.sockets.length, 2);
    globalThis.document.visibilityState = 'visible';
    wake('visibilitychange');
    assert.equal(world.sockets.length, 3);
    socket().open();
    wake('online');
    assert.equal(client.state, 'open');
    socket().drop(4429);
    wake('online');
    assert.equal(world.sockets.length, 3);
    assert.equal(client.state, 'waiting');
  });

  test('events of an abandoned socket change nothing', async () => {
    const client = start();
    const old = socket().open();
    const { onclose, onmessage } = old;
    old.say({ type: 'hub.reconnect', data: {} });
    assert.deepEqual([old.onclose, old.onmessage, old.onopen], [null, null, null]);
    assert.ok(onclose && onmessage);
    await world.clock.pass(0);
    socket().open();
    assert.equal(client.state, 'open');
  });

  test('a state handler may close at any point', () => {
    const client = start();
    const seen = [];
    client.onState((state) => { if (state === 'waiting') client.close('enough'); });
    client.onState((state) => seen.push(state));
    socket().open().drop(1006);
    assert.deepEqual(seen, ['open', 'closed']);
    assert.deepEqual(lastState(), ['closed', { code: 1000, reason: 'enough' }]);
  });
});

describe('hub.reconnect', () => {
  test('leaves by itself, comes back after afterMs and a part of jitterMs, once to the url given', async () => {
    start({ params: { user: 'u' } });
    socket().open();
    await world.clock.pass(5000);
    socket().say({ type: 'hub.reconnect', data: { afterMs: 2000, jitterMs: 1000, url: 'wss://n2.example/ws' } });
    assert.equal(world.sockets[0].closedWith, 1000);
    assert.deepEqual(lastState(), ['waiting', { delayMs: 2500, code: 1012 }]);
    world.listeners.get('online')({ type: 'online' });
    await world.clock.pass(2499);
    assert.equal(world.sockets.length, 1);
    await world.clock.pass(1);
    assert.equal(socket().url, 'wss://n2.example/ws?user=u');
    socket().drop(1006);
    await world.clock.pass(1000);
    assert.equal(socket().url, 'wss://quiz.example/ws?user=u');
  });

  test('without an url, or with a broken one, it comes back where it was', async () => {
    start();
    socket().open().say({ type: 'hub.reconnect' });
    await world.clock.pass(0);
    socket().open().say({ type: 'hub.reconnect', data: { afterMs: 'soon', url: 'http://[' } });
    await world.clock.pass(1000);
    assert.deepEqual(world.sockets.map(({ url }) => url), Array(3).fill('wss://quiz.example/ws'));
  });

  test('node after node sending it away does not make it run in circles', async () => {
    start();
    const delays = [];
    for (let i = 0; i < 4; i++) {
      socket().open().say({ type: 'hub.reconnect', data: { afterMs: 0, jitterMs: 0 } });
      delays.push(lastState()[1].delayMs);
      await world.clock.pass(delays.at(-1));
    }
    assert.deepEqual(delays, [0, 250, 500, 1000]);
  });

  test('a handler of it may prefer to close', () => {
    const client = start();
    client.on('hub.reconnect', () => client.close());
    socket().open().say({ type: 'hub.reconnect', data: {} });
    assert.equal(client.state, 'closed');
  });

  test('a delay beyond what timers can count is not taken for none', async () => {
    start();
    socket().open().say({ type: 'hub.reconnect', data: { afterMs: 1e12 } });
    assert.equal(lastState()[1].delayMs, 2 ** 31 - 1);
  });
});

describe('a token', () => {
  test('goes with each connection as a subprotocol, and is asked for anew each time', async () => {
    const tokens = ['t1', 't2'];
    start({ token: async () => tokens.shift() });
    await settle();
    assert.deepEqual([socket().url, socket().protocols], ['wss://quiz.example/ws', ['shardhub', 'token.t1']]);
    socket().open().drop(1006);
    await world.clock.pass(125);
    assert.deepEqual(socket().protocols, ['shardhub', 'token.t2']);
  });

  test('without the option, or without a token, nothing is offered', async () => {
    start();
    assert.deepEqual(socket().protocols, []);
    start({ token: async () => null });
    await settle();
    assert.deepEqual([world.sockets.length, socket().protocols], [2, []]);
  });

  test('that cannot be had is an attempt that failed, told unless it is for the lack of a connection', async () => {
    const failures = [new HubError('disconnected'), new Error('no such user')];
    start({ token: async () => { throw failures.shift(); } });
    await settle();
    assert.deepEqual(lastState(), ['waiting', { delayMs: 125, code: 1006 }]);
    await world.clock.pass(125);
    assert.deepEqual(lastState(), ['waiting', { delayMs: 250, code: 1006 }]);
    assert.deepEqual(world.errors.map(({ message }) => message), ['no such user']);
    assert.equal(world.sockets.length, 0);
  });

  test('answers hub.refresh, and brings the client back after 4401', async () => {
    const tokens = ['t1', 't2', 't3'];
    start({ token: () => tokens.shift() });
    await settle();
    socket().open().say({ type: 'hub.refresh', data: { graceMs: 10000 } });
    await settle();
    assert.deepEqual(socket().sent.at(-1).data, { token: 't2' });
    socket().drop(4401);
    await settle();
    await world.clock.pass(125);
    assert.deepEqual(socket().protocols, ['shardhub', 'token.t3']);
  });

  test('that comes after close() opens nothing', async () => {
    let give;
    const client = start({ token: () => new Promise((resolve) => { give = resolve; }) });
    client.close();
    give('late');
    await settle();
    assert.equal(world.sockets.length, 0);
  });
});

describe('renewing what authenticates', () => {
  test('4401 with renew: reconnects after it succeeded', async () => {
    let renewed;
    let token = 'old';
    start({ params: () => ({ token }), renew: () => new Promise((resolve) => { renewed = resolve; }) });
    await settle();
    socket().open().drop(4401);
    assert.deepEqual(lastState(), ['waiting', { delayMs: 0, code: 4401 }]);
    await world.clock.pass(60000);
    world.listeners.get('online')({ type: 'online' });
    assert.equal(world.sockets.length, 1);
    token = 'new';
    renewed();
    await settle();
    await world.clock.pass(125);
    assert.equal(new URL(socket().url).search, '?token=new');
  });

  test('a server that is never content meets the backoff', async () => {
    start({ renew: async () => {} });
    const delays = [];
    for (let i = 0; i < 3; i++) {
      socket().open().drop(4401);
      await settle();
      delays.push(lastState()[1].delayMs);
      await world.clock.pass(delays.at(-1));
    }
    assert.deepEqual(delays, [125, 250, 500]);
  });

  test('4401 with a renew that fails is final', async () => {
    start({ renew: async () => { throw new Error('signed out'); } });
    socket().open().drop(4401, 'expired');
    await settle();
    assert.deepEqual(lastState(), ['closed', { code: 4401, reason: 'expired' }]);
    assert.equal(world.errors[0].message, 'signed out');
  });

  test('hub.refresh with refresh: the fresh token goes out and the connection stays', async () => {
    const tokens = ['t1', 't2'];
    const client = start({ refresh: async () => tokens.shift() });
    socket().open().say({ type: 'hub.refresh', data: { graceMs: 10000 } });
    await settle();
    assert.deepEqual(socket().sent.map(({ type, data }) => [type, data]), [['hub.refresh', { token: 't1' }]]);
    socket().reply({ expiresInMs: 60000 });
    socket().say({ type: 'hub.refresh', data: { graceMs: 10000 } });
    await settle();
    assert.deepEqual(socket().sent.at(-1).data, { token: 't2' });
    assert.equal(client.state, 'open');
    assert.deepEqual(world.errors, []);
  });

  test('a refresh that fails or is refused is told, and the server decides', async () => {
    let answer = async () => { throw new Error('offline'); };
    const client = start({ refresh: () => answer() });
    socket().open().say({ type: 'hub.refresh' });
    await settle();
    assert.deepEqual(socket().sent, []);
    answer = () => 'bad';
    socket().say({ type: 'hub.refresh' });
    await settle();
    socket().refuse('unauthenticated', 'no good token');
    await settle();
    assert.deepEqual(world.errors.map(({ message }) => message), ['offline', 'no good token']);
    assert.equal(client.state, 'open');
  });

  test('a token that comes after its connection goes nowhere', async () => {
    let give;
    start({ refresh: () => new Promise((resolve) => { give = resolve; }) });
    socket().open().say({ type: 'hub.refresh' });
    socket().drop(1006);
    await world.clock.pass(1000);
    socket().open();
    give('late');
    await settle();
    assert.deepEqual(socket().sent, []);
  });

  test('without refresh nobody answers', async () => {
    start();
    socket().open().say({ type: 'hub.refresh' });
    await settle();
    assert.deepEqual(socket().sent, []);
  });

  test('close() while renewing stays closed', async () => {
    let renewed;
    const client = start({ renew: () => new Promise((resolve) => { renewed = resolve; }) });
    socket().open().drop(4401);
    client.close();
    renewed();
    await settle();
    assert.equal(client.state, 'closed');
  });
});

describe('subscriptions', () => {
  const asked = () => socket().sent.filter(({ type }) => type === 'hub.subscribe').map(({ data }) => data.topic);

  test('are requests, and are restored before the open handlers of a reconnect run', async () => {
    const client = start();
    socket().open();
    const news = client.subscribe('news');
    assert.deepEqual(socket().sent.map(({ type, data }) => [type, data]), [['hub.subscribe', { topic: 'news' }]]);
    socket().reply({ ok: true });
    assert.deepEqual(await news, { ok: true });
    let before;
    client.onState((state) => { if (state === 'open') before = asked(); });
    socket().drop(1012);
    await world.clock.pass(125);
    socket().open();
    assert.deepEqual(before, ['news']);
  });

  test('wait for the first connection, and for the next when the answer got lost', async () => {
    const client = start();
    const news = client.subscribe('news');
    socket().open();
    assert.deepEqual(asked(), ['news']);
    socket().drop(1006);
    await world.clock.pass(125);
    socket().open();
    assert.deepEqual(asked(), ['news']);
    socket().reply('now');
    assert.equal(await news, 'now');
    assert.equal(client.subscribe('news'), news); // asked for once
    assert.deepEqual(asked(), ['news']);
  });

  test('a refused one rejects and is not asked for again', async () => {
    const client = start();
    socket().open();
    const secret = codeOf(client.subscribe('secret'));
    socket().refuse('forbidden');
    assert.equal(await secret, 'forbidden');
    socket().drop(1006);
    await world.clock.pass(125);
    socket().open();
    assert.deepEqual(asked(), []);
  });

  test('one that is refused after a reconnect is reported', async () => {
    const client = start();
    socket().open();
    const news = client.subscribe('news');
    socket().reply();
    await news;
    socket().drop(1006);
    await world.clock.pass(125);
    socket().open().refuse('forbidden');
    await settle();
    assert.deepEqual(world.errors.map(({ code }) => code), ['forbidden']);
  });

  test('unsubscribe tells the server, if there is one, and forgets', async () => {
    const client = start();
    socket().open();
    const news = client.subscribe('news');
    socket().reply();
    await news;
    const gone = client.unsubscribe('news');
    assert.deepEqual([socket().sent.at(-1).type, socket().sent.at(-1).data], ['hub.unsubscribe', { topic: 'news' }]);
    socket().reply('bye');
    assert.equal(await gone, 'bye');
    socket().drop(1006);
    const early = codeOf(client.subscribe('early'));
    await client.unsubscribe('early');
    assert.equal(await early, 'unsubscribed');
    await world.clock.pass(125);
    socket().open();
    assert.deepEqual(asked(), []);
  });

  test('a late refusal does not undo a newer subscription of the same topic', async () => {
    const client = start();
    socket().open();
    const first = codeOf(client.subscribe('t'));
    const gone = client.unsubscribe('t');
    const second = client.subscribe('t');
    const [request1, request2, request3] = socket().sent;
    socket().refuse('busy', '', request1);
    socket().reply(null, request2);
    socket().reply('yes', request3);
    assert.equal(await first, 'unsubscribed');
    assert.deepEqual([await gone, await second], [null, 'yes']);
    socket().drop(1006);
    await world.clock.pass(125);
    socket().open();
    assert.deepEqual(asked(), ['t']);
  });

  test('close() rejects the unanswered and keeps the accepted for the next connect()', async () => {
    const client = start();
    socket().open();
    const kept = client.subscribe('kept');
    socket().reply();
    await kept;
    const open = codeOf(client.subscribe('open'));
    client.close();
    assert.equal(await open, 'disconnected');
    client.connect();
    socket().open();
    assert.deepEqual(asked(), ['kept']);
  });
});

describe('heartbeat', () => {
  const beats = () => socket().sent.filter(({ type }) => type === 'BEAT');

  test('beats while it is answered, and reconnects when it is not', async () => {
    const client = start({ heartbeat: { type: 'BEAT', everyMs: 1000, timeoutMs: 300, data: () => ({ quiz: 'ABCD' }) } });
    socket().open();
    await world.clock.pass(1000);
    assert.deepEqual(beats()[0].data, { quiz: 'ABCD' });
    socket().reply();
    await settle();
    await world.clock.pass(1000);
    socket().refuse('no_such_quiz'); // an error is life, too
    await settle();
    await world.clock.pass(1000);
    assert.equal(beats().length, 3);
    await world.clock.pass(299);
    assert.equal(client.state, 'open');
    await world.clock.pass(1);
    assert.equal(world.sockets[0].readyState, CLOSED);
    assert.deepEqual(lastState(), ['waiting', { delayMs: 125, code: 1006 }]);
    await world.clock.pass(125);
    socket().open();
    await world.clock.pass(1000);
    assert.equal(beats().length, 1);
  });

  test('goes on beating when its data throws', async () => {
    start({ heartbeat: { type: 'BEAT', everyMs: 1000, data: () => { throw new Error('data'); } } });
    socket().open();
    await world.clock.pass(2000);
    assert.deepEqual(world.errors.map(({ message }) => message), ['data', 'data']);
  });

  test('skips what its data does not want, and looks at once when back online', async () => {
    let data;
    start({ heartbeat: { type: 'BEAT', everyMs: 1000, data: () => data } });
    socket().open();
    await world.clock.pass(5000);
    assert.equal(beats().length, 0);
    data = {};
    world.listeners.get('online')({ type: 'online' });
    assert.equal(beats().length, 1);
    socket().reply();
    await settle();
    await world.clock.pass(999);
    assert.equal(beats().length, 1);
    await world.clock.pass(1);
    assert.equal(beats().length, 2);
  });
});

describe('closing', () => {
  test('leaves no timer, in whatever state', async () => {
    for (const get of [() => {}, (s) => s.open(), (s) => s.drop(1006), (s) => s.open().drop(1013)]) {
      const client = start({ heartbeat: { type: 'BEAT', everyMs: 10 } });
      get(socket());
      const unanswered = client.request('A').catch(() => {});
      client.close('bye');
      await unanswered;
      assert.equal(world.clock.waiting, 0);
      assert.deepEqual(lastState(), ['closed', { code: 1000, reason: 'bye' }]);
    }
    const sockets = world.sockets.length;
    await world.clock.pass(60000);
    assert.equal(world.sockets.length, sockets);
  });

  test('twice is once', () => {
    const client = start();
    client.close();
    client.close();
    assert.deepEqual(stateNames(), ['connecting', 'closed']);
  });

  test('a handler that closes ends the rest of its batch', () => {
    const client = start();
    const seen = [];
    client.on('A', (data) => { seen.push(data); client.close(); });
    socket().open().say({ type: 'hub.batch', data: [{ type: 'A', data: 1 }, { type: 'A', data: 2 }] });
    assert.deepEqual(seen, [1]);
  });
});
