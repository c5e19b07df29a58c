/** Charts without a library. */

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 400;
const HEIGHT = 130;
const LEFT = 44;

function part(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.textContent = text ?? '';
  return element;
}

/** Lines over time, newest at the right; their latest values are in the accessible name. */
export function lineChart(svg, name, lines) {
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  const most = Math.max(1, ...lines.flat());
  const y = (value) => HEIGHT - 6 - ((HEIGHT - 16) * value) / most;
  const parts = [0, 0.5, 1].flatMap((share) => [
    part('line', { class: 'grid', x1: LEFT, x2: WIDTH, y1: y(share * most), y2: y(share * most) }),
    part('text', { class: 'axis', x: 0, y: y(share * most) + 4 }, String(Math.round(share * most * 10) / 10))]);
  lines.forEach((values, index) => {
    const step = (WIDTH - LEFT) / Math.max(1, values.length - 1);
    const points = values.map((value, i) => `${(LEFT + i * step).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    parts.push(part('polyline', { class: index === 0 ? 'line' : 'line second', points }));
  });
  svg.replaceChildren(...parts);
  const latest = lines.map((values) => Math.round(values[values.length - 1] * 10) / 10).join(' and ');
  svg.setAttribute('aria-label', `${name}: now ${latest}, at most ${Math.round(most * 10) / 10} in ${lines[0].length} s`);
}

/** A row for each shard, a column for each second; the more clients, the warmer. */
export function heatMap(canvas, name, columns) {
  const latest = columns[columns.length - 1];
  const rows = Math.max(1, ...columns.map((column) => column.length));
  const most = Math.max(1, ...columns.flat());
  const wide = Math.max(60, columns.length);
  canvas.width = wide;
  canvas.height = rows;
  const warm = getComputedStyle(canvas).getPropertyValue('--warm').trim().split(/\s+/).join(',');
  const context = canvas.getContext('2d');
  columns.forEach((column, i) => column.forEach((clients, shard) => {
    context.fillStyle = `rgba(${warm},${(clients / most).toFixed(3)})`;
    context.fillRect(wide - columns.length + i, shard, 1, 1);
  }));
  canvas.setAttribute('aria-label', `${name}: now ${latest.join(', ')}`);
}
