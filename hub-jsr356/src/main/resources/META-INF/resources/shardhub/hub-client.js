/**
 * The browser's side of a Shardhub hub: one WebSocket that comes back by itself. An ES module without dependencies.
 *
 *     const hub = new HubClient('/ws', { token: () => fetchToken() });
 *     hub.on('NEWS', (data) => show(data));
 *     hub.onState((state, info) => paint(state, info));
 *     hub.connect();
 *
 * Nothing is queued: while there is no connection `send` says false and `request` rejects. What an application wants to
 * say after a reconnect it says in its `open` handler. Only subscriptions are restored by the client: their requests are
 * on the wire before the `open` handlers run, so the server sees them first.
 */

const closeCode = (name, reconnect, minDelayMs = 0) => Object.freeze({ name, reconnect, minDelayMs });

/** Close code -> its name, whether the client comes back, and the least it waits before that (the backoff comes on top). */
export const CLOSE_CODES = Object.freeze({
  1000: closeCode('normal', false),
  1001: closeCode('shutdown', true),
  1005: closeCode('no status', true),
  1006: closeCode('lost', true),
  1008: closeCode('policy', false),
  1009: closeCode('too big', false),
  1011: closeCode('server error', true),
  1012: closeCode('restart', true),
  1013: closeCode('overloaded', true, 5000),
  4401: closeCode('unauthenticated', false), // comes back with the option `token`, or if that of `renew` succeeds
  4403: closeCode('forbidden', false),
  4408: closeCode('slow consumer', true),
  4409: closeCode('replaced', false),
  4429: closeCode('rate limited', true, 5000),
});

/**
 * The rule for any code. One that is not in the table is final if the application chose it (4000-4999: it knew why);
 * any other (protocol errors, proxies, 3000-3999) is worth another try, ever more slowly.
 */
export function closeRule(code) {
  return CLOSE_CODES[code] ?? closeCode('unknown', !(code >= 4000 && code <= 4999));
}

/** `code` is the server's, or the client's own: timeout, disconnected, unsubscribed. */
export class HubError extends Error {
  constructor(code, message) {
    super(message ?? code);
    this.name = 'HubError';
    this.code = code;
  }
}

/**
 * @typedef {object} HubClientOptions
 * @property {object|function(): (object|Promise<object>)} [params] query parameters, asked for anew at each connect
 * @property {function(): (string|Promise<string>)} [token] gives a token for each connection, anew at each connect, and for `refresh`
 *   and `renew` unless they are given. It travels as a subprotocol, so that no log of addresses has it; nothing is no token. A
 *   {@link HubError} of 'disconnected' says that there is none to be had now
 * @property {number} [minDelayMs=250] the n-th retry comes after random() * min(maxDelayMs, minDelayMs * 2^n)
 * @property {number} [maxDelayMs=15000]
 * @property {number} [stableMs=5000] a connection that held so long resets the backoff
 * @property {number} [connectTimeoutMs=10000] an attempt that is not open by then counts as lost
 * @property {number} [requestTimeoutMs=10000]
 * @property {{type: string, everyMs: number, timeoutMs?: number, data?: *}} [heartbeat] a request that finds silently dead
 *   connections: any answer is life, a timeout is the end. `data` may be a function; a beat for which it gives undefined is skipped
 * @property {function(): Promise} [renew] called at 4401: the client reconnects once it resolves and ends if it rejects
 * @property {function(): (string|Promise<string>)} [refresh] gives a fresh token when the server asks for one because that of this
 *   connection has ended: the connection stays. Without it, or if it fails, the server closes with 4401 soon, and `renew` is called
 * @property {boolean} [batch=false] asks the server to send what waits together as one `hub.batch`: fewer frames to wake up for
 *   where much comes at once. Handlers notice nothing of it
 * @property {function(Error)} [onError=console.error] told what is otherwise survived: bad JSON, handlers that throw, lost topics
 * @property {function(new:WebSocket)} [WebSocket]
 * @property {function(): number} [random=Math.random]
 */
const defaults = () => ({
  params: null, token: null, minDelayMs: 250, maxDelayMs: 15000, stableMs: 5000, connectTimeoutMs: 10000, requestTimeoutMs: 10000,
  heartbeat: null, renew: null, refresh: null, batch: false, onError: (error) => console.error(error), WebSocket: globalThis.WebSocket, random: Math.random,
});

const WAKE_EVENTS = ['online', 'visibilitychange'];
const LONGEST_TIMER_MS = 2 ** 31 - 1; // a longer one would fire at once
const millis = (value) => (Number.isFinite(value) && value > 0 ? value : 0);

function socketUrl(url) {
  const resolved = new URL(url, globalThis.location?.href);
  resolved.protocol = resolved.protocol.replace(/^http/, 'ws');
  resolved.hash = '';
  return resolved;
}

export class HubClient {
  #options;
  #url;
  #detour = null; // the url of a hub.reconnect: good for one attempt, after that any node will do
  #state = 'closed';
  #stateTimer; // one per state: give up connecting, call it stable, stop waiting
  #link = null; // { socket } of the one attempt whose events count; everything older is stale
  #retries = 0;
  #patient = false; // the server asked for this delay: only connect() shortens it
  #beatTimer;
  #welcome = {};
  #pass = null; // of the last hub.welcome: a crowded hub has places for those who show it
  #lastId = 0;
  #pending = new Map(); // request id -> { resolve, reject, timer }
  #topics = new Map(); // topic -> { promise, resolve, reject, accepted }
  #handlers = new Map(); // message type -> Set of handlers
  #stateHandlers = new Set();

  /** @param {string} url absolute, or relative to the page: '/ws' @param {HubClientOptions} [options] */
  constructor(url, options = {}) {
    const known = defaults();
    this.#options = { ...known, ...options };
    for (const [name, value] of Object.entries(this.#options)) {
      if (!(name in known)) throw new TypeError(`${name}: no such option`);
      if (name.endsWith('Ms') && !(value >= 0)) throw new RangeError(`${name}: ${value} (expected: >= 0)`);
    }
    this.#options.refresh ??= this.#options.token;
    this.#options.renew ??= this.#options.token && (() => {}); // the next connection asks for it anyway
    this.#url = socketUrl(url);
  }

  /** 'closed' (also before the first connect), 'connecting', 'open' or 'waiting'. */
  get state() { return this.#state; }
  /** What hub.welcome said about this connection; undefined until it came. */
  get clientId() { return this.#welcome.client; }
  get node() { return this.#welcome.node; }
  get pingIntervalMs() { return this.#welcome.pingIntervalMs; }
  get maxMessageBytes() { return this.#welcome.maxMessageBytes; }

  /** Connects, and stays connected until `close()` or a final close code. While waiting for a retry: tries now. */
  connect() {
    if (this.#state === 'closed') {
      this.#retries = 0;
      for (const event of WAKE_EVENTS) globalThis.addEventListener?.(event, this.#wake);
    }
    if (this.#state === 'closed' || this.#state === 'waiting') this.#dial();
  }

  /** Ends it: no socket, timer or listener stays. Accepted subscriptions are remembered for a later `connect()`. */
  close(reason = '') { this.#end(1000, reason); }

  /** Calls `handler(data, message)` for each message of the type. @returns {function(): void} takes it off */
  on(type, handler) {
    if (!this.#handlers.has(type)) this.#handlers.set(type, new Set());
    this.#handlers.get(type).add(handler);
    return () => { this.#handlers.get(type).delete(handler); };
  }

  /**
   * Calls `handler(state, info)` at each change. info: {} for connecting and open, { delayMs, code } for waiting,
   * { code, reason } for closed, which is final. @returns {function(): void} takes it off
   */
  onState(handler) {
    this.#stateHandlers.add(handler);
    return () => { this.#stateHandlers.delete(handler); };
  }

  /** @returns {boolean} false: there is no connection, and the message is gone */
  send(type, data) { return this.#transmit({ type, data }); }

  /**
   * @returns {Promise<*>} the data of the answer; rejects with a {@link HubError} of the server's code, of 'timeout', or
   *   of 'disconnected' (if that came after sending, the server may or may not have acted)
   */
  request(type, data, { timeoutMs = this.#options.requestTimeoutMs } = {}) {
    return new Promise((resolve, reject) => {
      const id = String(++this.#lastId);
      if (!this.#transmit({ type, data, id })) throw new HubError('disconnected', `${type}: not connected`);
      const expire = () => this.#take(id).reject(new HubError('timeout', `${type}: no answer in ${timeoutMs} ms`));
      this.#pending.set(id, { resolve, reject, timer: setTimeout(expire, timeoutMs) });
    });
  }

  /**
   * Subscribes now or with the next connection, and again after every reconnect. @returns {Promise<*>} the server's first
   * answer, however many connections that takes; a refusal forgets the topic (a later one, after a reconnect, goes to onError)
   */
  subscribe(topic) {
    let subscription = this.#topics.get(topic);
    if (!subscription) {
      subscription = { accepted: false };
      subscription.promise = new Promise((resolve, reject) => Object.assign(subscription, { resolve, reject }));
      this.#topics.set(topic, subscription);
      if (this.#state === 'open') this.#requestTopic(topic, subscription);
    }
    return subscription.promise;
  }

  /** Forgets the topic at once. @returns {Promise<*>} resolves when the server has, too, or its connection is gone */
  unsubscribe(topic) {
    this.#topics.get(topic)?.reject(new HubError('unsubscribed'));
    this.#topics.delete(topic);
    return this.request('hub.unsubscribe', { topic }).catch((error) => { if (error.code !== 'disconnected') throw error; });
  }

  async #dial() {
    const link = this.#letGo();
    this.#enter('connecting', {}, this.#options.connectTimeoutMs, () => this.#lost(1006, 'no connection in time'));
    try {
      const { params, token, WebSocket } = this.#options;
      const query = typeof params === 'function' ? await params() : params;
      const shown = token ? await token() : null;
      if (link !== this.#link) return; // closed meanwhile, or overtaken by a newer attempt
      const url = socketUrl(this.#detour ?? this.#url);
      this.#detour = null;
      for (const [name, value] of Object.entries(query ?? {})) if (value != null) url.searchParams.append(name, value);
      if (this.#pass) url.searchParams.set('hub.pass', this.#pass);
      const socket = (link.socket = new WebSocket(url.href, shown ? ['shardhub', `token.${shown}`] : []));
      socket.onopen = () => this.#opened();
      socket.onmessage = ({ data }) => this.#attempt(() => this.#receive(JSON.parse(data)));
      socket.onclose = (event) => this.#lost(event.code, event.reason);
      socket.onerror = () => {}; // tells nothing; the close event follows
    } catch (error) {
      if (error.code !== 'disconnected') this.#report(error);
      this.#detour = null;
      if (link === this.#link) this.#lost(1006, String(error));
    }
  }

  #opened() {
    if (this.#options.batch) this.#transmit({ type: 'hub.hello', data: { batch: true } });
    for (const [topic, subscription] of this.#topics) this.#requestTopic(topic, subscription);
    this.#scheduleBeat();
    this.#enter('open', {}, this.#options.stableMs, () => { this.#retries = 0; });
  }

  #lost(code, reason) {
    const { reconnect, minDelayMs } = closeRule(code);
    if (code === 4401 && this.#options.renew) this.#renew(reason);
    else if (reconnect) this.#wait(code, minDelayMs, this.#backoffMs());
    else this.#end(code, reason);
  }

  #backoffMs() { return Math.min(this.#options.maxDelayMs, this.#options.minDelayMs * 2 ** this.#retries); }

  #wait(code, floorMs, jitterMs, patient = floorMs > 0) {
    this.#letGo();
    this.#retries++;
    this.#patient = patient;
    const delayMs = Math.min(LONGEST_TIMER_MS, Math.round(floorMs + this.#options.random() * jitterMs));
    this.#enter('waiting', { delayMs, code }, delayMs, () => this.#dial());
  }

  async #renew(reason) {
    const link = this.#letGo();
    this.#patient = true;
    this.#enter('waiting', { delayMs: 0, code: 4401 });
    try {
      await this.#options.renew();
      if (link === this.#link) this.#wait(4401, 0, this.#backoffMs());
    } catch (error) {
      this.#report(error);
      if (link === this.#link) this.#end(4401, reason);
    }
  }

  async #refresh() {
    const link = this.#link;
    try {
      const token = await this.#options.refresh();
      if (link === this.#link) await this.request('hub.refresh', { token });
    } catch (error) {
      if (error.code !== 'disconnected') this.#report(error);
    }
  }

  #moveOn({ afterMs, jitterMs, url }) {
    const again = this.#retries > 0 ? this.#backoffMs() : 0; // sent from node to node: do not run in circles
    this.#detour = url ?? null;
    this.#wait(1012, millis(afterMs), Math.max(millis(jitterMs), again), true);
  }

  #end(code, reason) {
    this.#letGo();
    for (const event of WAKE_EVENTS) globalThis.removeEventListener?.(event, this.#wake);
    for (const [topic, { accepted, reject }] of this.#topics) {
      if (!accepted && this.#topics.delete(topic)) reject(new HubError('disconnected', `${topic}: closed before the answer`));
    }
    if (this.#state !== 'closed') this.#enter('closed', { code, reason });
  }

  /** Lets go of the connection without waiting for it (a dead one may take minutes to close) and makes place for the next. */
  #letGo() {
    const { socket } = this.#link ?? {};
    this.#link = { socket: null };
    this.#welcome = {};
    clearTimeout(this.#beatTimer);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
    for (const id of this.#pending.keys()) this.#take(id).reject(new HubError('disconnected', 'closed before the answer'));
    return this.#link;
  }

  #enter(state, info, timerMs, onTimer) {
    clearTimeout(this.#stateTimer);
    if (onTimer) this.#stateTimer = setTimeout(onTimer, timerMs);
    this.#state = state;
    for (const handler of [...this.#stateHandlers]) {
      if (this.#state === state) this.#attempt(() => handler(state, info)); // a handler may have moved on
    }
  }

  #wake = ({ type }) => {
    if (type === 'visibilitychange' && globalThis.document?.visibilityState === 'hidden') return;
    if (this.#state === 'waiting' && !this.#patient) this.#dial();
    else if (this.#state === 'open' && this.#options.heartbeat) this.#beat();
  };

  #scheduleBeat() {
    const { heartbeat } = this.#options;
    clearTimeout(this.#beatTimer);
    if (heartbeat) this.#beatTimer = setTimeout(() => this.#beat(), heartbeat.everyMs);
  }

  async #beat() {
    const link = this.#link;
    const { type, data = {}, timeoutMs } = this.#options.heartbeat;
    clearTimeout(this.#beatTimer);
    try {
      const payload = typeof data === 'function' ? data() : data;
      if (payload !== undefined) await this.request(type, payload, { timeoutMs });
    } catch (error) {
      if (!(error instanceof HubError)) this.#report(error);
      if (error.code === 'timeout') this.#lost(1006, 'heartbeat not answered');
    }
    if (link === this.#link) this.#scheduleBeat();
  }

  async #requestTopic(topic, subscription) {
    try {
      subscription.resolve(await this.request('hub.subscribe', { topic }));
      subscription.accepted = true;
    } catch (error) {
      if (error.code === 'disconnected') return; // the next connection asks again
      if (subscription.accepted) this.#report(error);
      else if (this.#topics.get(topic) === subscription) this.#topics.delete(topic);
      subscription.reject(error);
    }
  }

  #transmit(message) {
    const { socket } = this.#link ?? {};
    if (socket?.readyState !== 1) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  #take(id) {
    const request = this.#pending.get(id);
    clearTimeout(request?.timer);
    this.#pending.delete(id);
    return request;
  }

  #receive(message) {
    const { type, data = null, id, error } = message;
    if (type === 'hub.batch') this.#unpack(data);
    else if (type === 'hub.reply' && error) this.#take(id)?.reject(new HubError(error.code, error.message));
    else if (type === 'hub.reply') this.#take(id)?.resolve(data);
    else {
      if (type === 'hub.welcome') {
        this.#welcome = data ?? {};
        this.#pass = this.#welcome.pass ?? this.#pass;
      }
      for (const handler of [...(this.#handlers.get(type) ?? [])]) this.#attempt(() => handler(data, message));
      if (type === 'hub.refresh' && this.#options.refresh) this.#refresh();
      if (type === 'hub.reconnect' && this.#state === 'open') this.#moveOn(data ?? {});
    }
  }

  #unpack(messages) {
    const link = this.#link;
    for (const each of messages) this.#attempt(() => link === this.#link && this.#receive(each)); // a message may end it all
  }

  #attempt(action) {
    try {
      action();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error) { queueMicrotask(() => this.#options.onError(error)); } // so that its own failure is nobody else's
}
