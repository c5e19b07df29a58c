import { fill, path } from './format.js';
import { lineChart, heatMap } from './charts.js';
import { at, build, made, table } from './tables.js';
import { follow } from './feed.js';

/** Draws the page from one snapshot after the other. */

const KEPT = 5 * 60_000;
const PRIORITIES = ['critical', 'high', 'normal', 'low'];
const QUEUES = ['mailboxes', 'workers', 'outboxes'];
const PERCENTILES = ['p50_ms', 'p90_ms', 'p99_ms', 'p999_ms', 'max_ms'];

const $ = (id) => document.getElementById(id);
const looks = []; // what the charts show, the oldest first
let before = null;

function show(metrics) {
  const now = Date.parse(metrics.time);
  looks.push({ time: now, clients: metrics.active_connections, out: metrics.rates.messages_sent,
    in: metrics.rates.messages_received, shards: metrics.connections_per_shard });
  while (looks[0].time < now - KEPT) {
    looks.shift();
  }
  document.title = `${metrics.active_connections} connections – ${metrics.hub.name}`;
  charts();
  tables(metrics);
  alerts(metrics.alerts);
  $('error').hidden = metrics.last_error === null;
  $('cluster').hidden = metrics.hub.cluster === null;
  fill(metrics);
  before = metrics;
}

function charts() {
  const all = (key) => looks.map((look) => look[key]);
  lineChart($('connections'), 'Connections', all('time'), [all('clients')]);
  lineChart($('messages'), 'Messages per second, out and in', all('time'), [all('out'), all('in')]);
  $('warmest').textContent = heatMap($('heat'), 'Clients by shard', all('time'), all('shards'));
}

function tables(metrics) {
  table($('shards'), ['shard', 'clients', 'came', 'went', 'mailbox', 'waiting', 'out /s', 'moving'],
    metrics.hub.shards.map((shard, i) => {
      const of = (...names) => path('hub', 'shards', i, ...names);
      return [shard.accepting ? String(shard.index) : `${shard.index} drained`, at(of('clients')), at(of('moves', 'in')),
        at(of('moves', 'out')), at(of('mailbox')), at(of('books', 'waiting')), at(of('deliveries'), 'short'), moving(shard)];
    }));
  table($('delivery'), ['priority', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    PRIORITIES.map((name) => [name, ...latencies('delivery', name)]));
  table($('handlers'), ['type', 'count', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    Object.entries(metrics.handlers).filter(([, time]) => time.count > 0).map(([type]) => [
      type, at(path('handlers', type, 'count')), ...latencies('handlers', type)]));
  table($('queues'), ['queue', 'waiting', 'deepest', 'oldest'], QUEUES.map((name) => [
    name, at(path('queues', name, 'waiting')), at(path('queues', name, 'deepest')), at(path('queues', name, 'oldest_ms'), 'ms')]));
  table($('depths'), ['messages that wait', 'clients'], Object.keys(metrics.queues.outbox_depths)
    .sort((one, two) => parseInt(one, 10) - parseInt(two, 10))
    .map((depth) => [depth, at(path('queues', 'outbox_depths', depth))]));
  table($('books'), ['what became of them', 'messages'], [
    ...['accepted', 'sent', 'waiting', 'conflated'].map((name) => [name, at(path('books', name))]),
    ...Object.keys(metrics.books.dropped).map((cause) => [
      `dropped: ${cause.replaceAll('_', ' ')}`, at(path('books', 'dropped', cause))])]);
  table($('nodes'), ['node', 'clients', 'capacity', 'shards', 'out /s', ''],
    (metrics.hub.cluster?.nodes ?? []).map((node, i) => {
      const of = (...names) => path('hub', 'cluster', 'nodes', i, ...names);
      return [at(of('info', 'id')), at(of('load', 'clients')), at(of('load', 'capacity')), at(of('load', 'shards')),
        at(of('load', 'deliveries'), 'short'), node.load.draining ? 'draining' : ''];
    }));
}

const latencies = (...names) => PERCENTILES.map((percentile) => at(path(...names, percentile), 'ms'));

/** How many have come and gone since the last look. */
function moving(shard) {
  const then = before?.hub.shards.find((other) => other.index === shard.index) ?? shard;
  const [came, went] = [shard.moves.in - then.moves.in, shard.moves.out - then.moves.out];
  return `${came > 0 ? `▲${came}` : ''} ${went > 0 ? `▼${went}` : ''}`.trim();
}

function alerts(active) {
  $('alerts').hidden = active.length === 0;
  build($('alarms'), active.map((alert) => alert.kind), () => active.map((_, i) => {
    const item = document.createElement('li');
    const of = (name, form) => at(path('alerts', i, name), form);
    item.append(made('b', of('kind', 'words')), ': ', made('span', of('text')), ', since ', made('time', of('since', 'clock')));
    return item;
  }));
}

follow(show, (text, live) => {
  $('feed').textContent = text;
  $('feed').className = `pill ${live ? 'live' : 'lost'}`;
});
