/** How values of a snapshot are found and written. A path is names with slashes between them, each encoded as in a URL. */

export const path = (...names) => names.map(encodeURIComponent).join('/');

/** The value at a path such as {@code hub/name}; undefined if there is none. */
export function read(metrics, path) {
  return path.split('/').reduce((value, name) => value?.[decodeURIComponent(name)], metrics);
}

/** A number as people read it: three digits or so. */
export function short(number) {
  for (const [size, letter] of [[1e9, 'G'], [1e6, 'M'], [1e4, 'k']]) {
    if (number >= size) {
      return (number / (letter === 'k' ? 1e3 : size)).toFixed(1) + letter;
    }
  }
  return number >= 10 || number < 0.05 || Number.isInteger(number) ? Math.round(number).toLocaleString('en') : number.toFixed(1);
}

function bytes(number) {
  for (const [size, unit] of [[1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']]) {
    if (number >= size) {
      return `${(number / size).toFixed(1)} ${unit}`;
    }
  }
  return `${Math.round(number)} B`;
}

function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

function latency(ms) {
  return ms === 0 ? '–' : ms < 1 ? `${(ms * 1000).toFixed(0)} µs` : ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** A value in a form. */
export function format(value, form, metrics) {
  if (value === null || value === undefined) {
    return '–';
  }
  switch (form) {
    case 'short': return short(value);
    case 'bytes': return bytes(value);
    case 'ms': return latency(value);
    case 'since': return duration(Date.parse(metrics.time) - Date.parse(value));
    case 'clock': return new Date(value).toLocaleTimeString();
    case 'words': return String(value).replaceAll('_', ' ');
    default: return typeof value === 'number' ? value.toLocaleString('en') : String(value);
  }
}

/** Writes into every element that has a path the value that is there. */
export function fill(metrics) {
  for (const element of document.querySelectorAll('[data-path]')) {
    const value = read(metrics, element.dataset.path);
    element.textContent = format(value, element.dataset.format, metrics);
    element.dataset.value = value ?? '';
    element.classList.toggle('zero', value === 0);
  }
}
