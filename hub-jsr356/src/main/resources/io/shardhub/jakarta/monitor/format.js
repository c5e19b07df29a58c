/** How values of a snapshot are found and written. */

/** The value at a path such as {@code hub.name}; null if there is none. */
export function read(metrics, path) {
  return path.split('.').reduce((value, name) => (value === null || value === undefined ? null : value[name]), metrics);
}

const short = (number) => {
  for (const [size, letter] of [[1e9, 'G'], [1e6, 'M'], [1e4, 'k']]) {
    if (number >= size) {
      return (number / (letter === 'k' ? 1e3 : size)).toFixed(1) + letter;
    }
  }
  return number >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1);
};

function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

/** A value as people read it. */
export function format(value, form, metrics) {
  if (value === null || value === undefined) {
    return '–';
  }
  switch (form) {
    case 'rate': return short(value);
    case 'bytes': return `${short(value)}B`;
    case 'ms': return value === 0 ? '–' : value < 1 ? `${(value * 1000).toFixed(0)} µs` : value < 1000 ? `${value.toFixed(1)} ms` : `${(value / 1000).toFixed(2)} s`;
    case 'since': return duration(Date.parse(metrics.time) - Date.parse(value));
    default: return typeof value === 'number' ? value.toLocaleString('en') : String(value);
  }
}
