/** Tables whose cells are texts, or values of the snapshot that are filled in later. */

/** A cell for the value at a path. */
export const at = (path, form) => ({ path, form });

/** An element with a text, or for the value at a path. */
export function made(name, content) {
  const element = document.createElement(name);
  if (typeof content === 'object') {
    element.dataset.path = content.path;
    element.dataset.format = content.form ?? '';
  } else {
    element.textContent = content;
  }
  return element;
}

/** Builds what is in a place, but only if it is not like this already: whoever reads or selects it is not disturbed. */
export function build(place, shape, make) {
  const key = JSON.stringify(shape);
  if (place.dataset.shape !== key) {
    place.dataset.shape = key;
    place.replaceChildren(...make());
  }
}

/** A table with a row of heads; the first cell of each row is its head. */
export function table(place, heads, rows) {
  build(place, [heads, rows], () => {
    const filled = document.createElement('table');
    filled.append(row(heads, 'col', () => 'th'), ...rows.map((cells) => row(cells, 'row', (i) => (i === 0 ? 'th' : 'td'))));
    return [filled];
  });
}

function row(cells, scope, nameOf) {
  const line = document.createElement('tr');
  line.append(...cells.map((content, i) => {
    const cell = made(nameOf(i), content);
    if (cell.tagName === 'TH') {
      cell.scope = scope;
    }
    return cell;
  }));
  return line;
}
