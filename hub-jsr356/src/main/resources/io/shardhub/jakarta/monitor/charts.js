/** Charts without a library; drawn in the pixels that they have, the newest at the right. */

import { short } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const LEFT = 44;
const FOOT = 18;
const SHORTEST = 60_000;
const MS = 1000;

function part(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.textContent = text ?? '';
  return element;
}

/** The next of 1, 2, 5, 10, 20, 50 and so on. */
function above(number) {
  const size = 10 ** Math.floor(Math.log10(number));
  return [1, 2, 5, 10].map((step) => step * size).find((round) => round >= number);
}

/** From times to pixels, over all that there is and at least a minute. */
function timeScale(times, left, right) {
  const now = times[times.length - 1];
  const span = Math.max(SHORTEST, now - times[0]);
  return { x: (time) => right - ((right - left) * (now - time)) / span, seconds: Math.round(span / MS) };
}

/** Lines over time; their latest values are in the accessible name. */
export function lineChart(svg, name, times, lines) {
  const [width, height] = [svg.clientWidth || 400, svg.clientHeight || 130];
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const most = above(Math.max(2, ...lines.flat()));
  const { x, seconds } = timeScale(times, LEFT, width - 4);
  const y = (value) => height - FOOT - ((height - FOOT - 8) * value) / most;
  const parts = [0, 0.5, 1].flatMap((share) => [
    part('line', { class: 'grid', x1: LEFT, x2: width, y1: y(share * most), y2: y(share * most) }),
    part('text', { class: 'axis', x: LEFT - 6, y: y(share * most) + 4, 'text-anchor': 'end' }, short(share * most))]);
  parts.push(
    part('text', { class: 'axis', x: LEFT, y: height - 3 }, `${seconds} s ago`),
    part('text', { class: 'axis', x: width - 4, y: height - 3, 'text-anchor': 'end' }, 'now'));
  lines.forEach((values, index) => {
    const kind = index === 0 ? 'one' : 'two';
    const points = values.map((value, i) => `${x(times[i]).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    const area = `${x(times[0]).toFixed(1)},${y(0)} ${points} ${x(times[times.length - 1]).toFixed(1)},${y(0)}`;
    parts.push(part('polygon', { class: `area ${kind}`, points: area }), part('polyline', { class: `line ${kind}`, points }));
  });
  svg.replaceChildren(...parts);
  const latest = lines.map((values) => short(values[values.length - 1])).join(' and ');
  svg.setAttribute('aria-label', `${name}: now ${latest}, at most ${short(Math.max(...lines.flat()))} in ${seconds} s`);
}

/** A row for each shard, a column for each look; the more clients, the warmer. Gives the number that is warmest. */
export function heatMap(canvas, name, times, columns) {
  const rows = Math.max(1, ...columns.map((column) => column.length));
  const most = Math.max(1, ...columns.flat());
  canvas.style.height = `${Math.min(320, Math.max(80, rows * 24)) + FOOT}px`;
  const [width, height] = [canvas.clientWidth || 400, canvas.clientHeight || 160];
  const context = inPixels(canvas, width, height);
  const style = getComputedStyle(canvas);
  const warm = style.getPropertyValue('--warm').trim().split(/\s+/).join(',');
  const { x, seconds } = timeScale(times, LEFT, width);
  const tall = (height - FOOT) / rows;
  const edges = [x(times[0] - MS), ...times.map(x)].map((edge) => Math.max(LEFT, Math.round(edge)));
  columns.forEach((column, i) => column.forEach((clients, shard) => {
    context.fillStyle = `rgba(${warm},${(clients / most).toFixed(3)})`;
    context.fillRect(edges[i], shard * tall, edges[i + 1] - edges[i], tall - 1);
  }));
  context.fillStyle = style.getPropertyValue('--dim');
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'right';
  const every = Math.ceil(12 / tall); // labels that do not touch
  for (let shard = 0; shard < rows; shard += every) {
    context.fillText(String(shard), LEFT - 8, (shard + 0.5) * tall + 4);
  }
  context.fillText('now', width - 4, height - 3);
  context.textAlign = 'left';
  context.fillText(`${seconds} s ago`, LEFT, height - 3);
  canvas.setAttribute('aria-label', `${name}: now ${columns[columns.length - 1].join(', ')}, at most ${most} in ${seconds} s`);
  return most;
}

/** For a canvas with as many pixels as the screen has there. */
function inPixels(canvas, width, height) {
  const scale = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  return context;
}
