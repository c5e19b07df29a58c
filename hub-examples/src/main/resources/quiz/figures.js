/** Everything that is drawn: the four shapes of the answers, and the creatures that the players are. */

const SVG = 'http://www.w3.org/2000/svg';

function draw(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const SHAPES = [
  'M50 10 93 86H7Z',
  'M50 8a42 42 0 1 0 .1 0Z',
  'M50 4 94 50 50 96 6 50Z',
  'M50 5 62 37 96 38 69 59 79 92 50 73 21 92 31 59 4 38 38 37Z',
];

export const SHAPE_NAMES = ['triangle', 'circle', 'diamond', 'star'];

/** The shape of the index-th answer, in the colour of the text around it. */
export function shape(index) {
  return draw('svg', { viewBox: '0 0 100 100', class: 'shape', 'aria-hidden': 'true' },
    draw('path', { d: SHAPES[index % 4], fill: 'currentColor', stroke: 'currentColor', 'stroke-width': 8, 'stroke-linejoin': 'round' }));
}

const BODIES = [
  'M50 14c24 0 37 17 37 38S73 88 50 88 13 73 13 52s13-38 37-38Z',
  'M30 16h40c12 0 17 6 17 17v37c0 12-6 18-17 18H30c-12 0-17-6-17-18V33c0-12 6-17 17-17Z',
  'M41 18c5-8 13-8 18 0l30 54c5 9 0 16-10 16H21c-10 0-15-7-10-16Z',
  'M50 12c20 0 33 14 33 35v41c-6 0-8-6-14-6s-7 6-13 6-7-6-13-6-7 6-13 6-7-6-13-6V47c0-21 13-35 33-35Z',
  'M43 15c5-3 9-3 14 0l24 14c5 3 7 6 7 12v22c0 6-2 9-7 12L57 88c-5 3-9 3-14 0L19 75c-5-3-7-6-7-12V41c0-6 2-9 7-12Z',
  'M50 20c8-12 26-8 26 7 13-3 22 12 12 22 12 8 5 25-9 24 0 14-18 20-29 9-11 11-29 5-29-9-14 1-21-16-9-24-10-10-1-25 12-22 0-15 18-19 26-7Z',
];

const EYES = {
  awake: (x) => [
    draw('circle', { cx: x, cy: 48, r: 9.5, class: 'white' }),
    draw('circle', { cx: x + (x < 50 ? 2.5 : -2.5), cy: 49, r: 4.5, class: 'ink' }),
  ],
  glad: (x) => [draw('path', { d: `M${x - 9} 50c3-9 15-9 18 0`, class: 'line' })],
  asleep: (x) => [draw('path', { d: `M${x - 8} 48c3 6 13 6 16 0`, class: 'line' })],
};
EYES.sad = EYES.awake;

const MOUTHS = {
  awake: 'M42 67c4 5 12 5 16 0',
  glad: 'M37 62h26c0 20-26 20-26 0Z',
  asleep: 'M46 68h8',
  sad: 'M41 71c4-7 14-7 18 0',
};

/** Players numbered by the server all look different for long; any other id looks as its letters fall. */
function seedOf(user) {
  const [, number] = /^p(\d+)$/.exec(user) ?? [];
  return number ? Number(number) : [...user].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)) % 100003, 7);
}

/** The creature of a user. @param {'awake'|'glad'|'asleep'|'sad'} mood */
export function creature(user, mood = 'awake') {
  const seed = seedOf(user);
  const colour = (seed + Math.floor(seed / 6)) % 6;
  return draw('svg', { viewBox: '0 0 100 100', class: `creature colour-${colour} ${mood}`, 'aria-hidden': 'true' },
    draw('path', { d: 'M38 84v12M62 84v12', class: 'line' }),
    draw('path', { d: BODIES[seed % 6], class: 'body' }),
    ...EYES[mood](36), ...EYES[mood](64),
    draw('path', { d: MOUTHS[mood], class: mood === 'glad' ? 'ink' : 'line' }));
}
