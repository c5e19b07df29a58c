import { read, format } from './format.js';
import { lineChart, heatMap } from './charts.js';
import { follow } from './feed.js';

/** Draws the page from one snapshot after the other. */

const KEPT = 300; // snapshots: five minutes
const history = [];
const $ = (id) => document.getElementById(id);

function show(metrics) {
  history.push(metrics);
  if (history.length > KEPT) {
    history.shift();
  }
  for (const element of document.querySelectorAll('[data-path]')) {
    const value = read(metrics, element.dataset.path);
    element.textContent = format(value, element.dataset.format, metrics);
    element.dataset.value = value ?? '';
  }
  document.title = `${metrics.active_connections} connections – ${metrics.hub.name}`;
  lineChart($('connections'), 'Connections', [history.map((one) => one.active_connections)]);
  lineChart($('messages'), 'Messages per second', [
    history.map((one) => one.rates.messages_sent), history.map((one) => one.rates.messages_received)]);
  heatMap($('heat'), 'Clients by shard', history.map((one) => one.connections_per_shard));
  tables(metrics);
  $('error').hidden = metrics.last_error === null;
  $('alerts').hidden = metrics.alerts.length === 0;
  $('alerts').querySelector('ul').replaceChildren(...metrics.alerts.map((alert) =>
    made('li', `${alert.kind.replace('_', ' ')}: ${alert.text}, since ${new Date(alert.since).toLocaleTimeString()}`)));
}

function tables(metrics) {
  const before = history[history.length - 2];
  table('shards', ['shard', 'clients', 'came', 'went', 'mailbox', 'deliveries /s', 'waiting', 'moves now'],
    metrics.hub.shards.map((shard) => [
      shard.accepting ? shard.index : `${shard.index} (drained)`, shard.clients, shard.moves.in, shard.moves.out,
      shard.mailbox, format(shard.deliveries, 'rate'), shard.books.waiting, arrows(shard, before)]));
  table('delivery', ['priority', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    ['critical', 'high', 'normal', 'low'].map((name) => [name, ...latency(metrics.delivery[name])]));
  table('handlers', ['type', 'count', 'p50', 'p99', 'max'],
    Object.entries(metrics.handlers).filter(([, time]) => time.count > 0).map(([type, time]) => [
      type, time.count, ...[time.p50_ms, time.p99_ms, time.max_ms].map((ms) => format(ms, 'ms'))]));
  table('queues', ['queue', 'waiting', 'deepest', 'oldest'],
    ['mailboxes', 'workers', 'outboxes'].map((name) => {
      const depth = metrics.queues[name];
      return [name, depth.waiting, depth.deepest, format(depth.oldest_ms, 'ms')];
    }));
  const drops = { ...metrics.books.dropped, conflated: metrics.books.conflated };
  table('drops', ['cause', 'messages'], Object.entries(drops).map(([cause, count]) => [cause.replaceAll('_', ' '), count]));
  const cluster = metrics.hub.cluster;
  $('cluster').hidden = cluster === null;
  if (cluster !== null) {
    table('nodes', ['node', 'clients', 'shards', 'deliveries /s', ''], cluster.nodes.map((node) => [
      node.info.id, node.load.clients, node.load.shards, format(node.load.deliveries, 'rate'),
      node.load.draining ? 'draining' : '']));
  }
}

function arrows(shard, before) {
  const then = before?.hub.shards.find((other) => other.index === shard.index);
  const came = then ? shard.moves.in - then.moves.in : 0;
  const went = then ? shard.moves.out - then.moves.out : 0;
  return (came > 0 ? `▲${came} ` : '') + (went > 0 ? `▼${went}` : '');
}

const latency = (time) => [time.p50_ms, time.p90_ms, time.p99_ms, time.p999_ms, time.max_ms].map((ms) => format(ms, 'ms'));

function made(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function table(id, heads, rows) {
  const place = $(id);
  const head = document.createElement('tr');
  head.append(...heads.map((text) => made('th', text)));
  const body = rows.map((cells) => {
    const row = document.createElement('tr');
    row.append(...cells.map((text) => made('td', text)));
    return row;
  });
  const filled = document.createElement('table');
  filled.append(head, ...body);
  place.replaceChildren(filled);
}

follow(show, (text, live) => {
  $('feed').textContent = text;
  $('feed').className = `pill ${live ? 'live' : 'lost'}`;
});
