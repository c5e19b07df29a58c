/** The few helpers that the views share. Every one of them leaves the page alone if it already shows what it should. */

export const byId = (id) => document.getElementById(id);

export function text(node, words) {
  if (node.textContent !== String(words)) node.textContent = words;
}

export function show(node, visible) {
  if (node.hidden === visible) node.hidden = !visible;
}

/** An element with a class, attributes (false and null leave one out) and children. */
export function make(tag, className, attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) if (value !== false && value != null) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Puts `content()` into the node when `key` is another than last time. */
export function content(node, key, create) {
  if (node.dataset.shows === String(key)) return;
  node.dataset.shows = key;
  node.replaceChildren(...[create()].flat());
}

/** Letters on tiles. */
export function tiles(node, letters) {
  content(node, letters, () => [...letters].map((letter) => make('i', '', {}, letter)));
}

/** Makes the children of a list those of the items, keeping the element of an item that was there before. */
export function list(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
    let node = known.get(key);
    known.delete(key);
    if (!node) {
      node = create(item);
      node.dataset.key = key;
    }
    update(node, item, index);
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  for (const node of known.values()) node.remove();
}

export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Runs `change` and lets the children of the list glide from where they were to where they are then. */
export function glide(parent, change) {
  if (calm()) return change();
  const before = new Map([...parent.children].map((node) => [node, node.getBoundingClientRect().top]));
  change();
  for (const [node, top] of before) {
    const way = top - node.getBoundingClientRect().top;
    if (way && node.isConnected) {
      node.animate([{ transform: `translateY(${way}px)` }, { transform: 'none' }], { duration: 500, easing: 'cubic-bezier(.3,1.3,.5,1)' });
    }
  }
}

/** Says something to those who listen instead of looking. */
export function announce(words) {
  text(byId('live'), words);
}

export const ordinal = (n) => n + (['th', 'st', 'nd', 'rd'][n % 100 > 10 && n % 100 < 14 ? 0 : n % 10] ?? 'th');
export const plural = (n, one, many) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
