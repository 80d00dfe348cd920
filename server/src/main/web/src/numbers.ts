// Numbers as people read them: three digits, one unit, and a dash for what is not known.

export const ABSENT = '–';

const SI = ['', 'k', 'M', 'G', 'T'];
const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Three significant digits, without an exponent: `1.25`, `12.5`, `125`. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 99.95) return Math.round(value).toString();
  if (size >= 9.995) return value.toFixed(1);
  if (size >= 0.005) return value.toFixed(2);
  return '<0.01';
}

function scaled(value: number, base: number): [number, number] {
  let step = 0;
  let rest = value;
  // 999.5 shows as 1000, which belongs to the next unit.
  while (Math.abs(rest) >= base - 0.5 && step < 4) {
    rest /= base;
    step++;
  }
  return [rest, step];
}

/** A rate in bit/s: `12.5 Mbit/s`. */
export function bits(value: number | null | undefined): string {
  if (value === null || value === undefined) return ABSENT;
  const [rest, step] = scaled(value, 1000);
  return `${step === 0 ? Math.round(rest) : digits(rest)} ${SI[step]}bit/s`;
}

/** An amount of bytes: `64.0 KiB`. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return ABSENT;
  const [rest, step] = scaled(value, 1024);
  return `${step === 0 ? Math.round(rest) : digits(rest)} ${IEC[step]}`;
}

/** A round-trip time given in microseconds, always in ms: `82.1 ms`, `0.043 ms`. */
export function rtt(micros: number | null | undefined): string {
  if (micros === null || micros === undefined) return ABSENT;
  const ms = micros / 1000;
  if (ms >= 100) return `${Math.round(ms)} ms`;
  return `${ms >= 1 || ms === 0 ? ms.toFixed(1) : ms.toFixed(3)} ms`;
}

/** A part of 1: `74 %`, `0.3 %`; `<0.1 %` rather than a zero that is none. */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined) return ABSENT;
  const percent = value * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return '<0.1 %';
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** A count, in groups of three digits: `12,345`. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return ABSENT;
  return Math.round(value).toLocaleString('en-US');
}

/** How many a second: `3.20 /s`. */
export function perSecond(value: number | null | undefined): string {
  return value === null || value === undefined ? ABSENT : `${digits(value)} /s`;
}

/** A span of time: `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function span(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return ABSENT;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const parts: [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = parts.findIndex(([length]) => whole >= length);
  return parts
    .slice(first, first + 2)
    .map(([length, unit], i) => {
      const outer = i === 0 ? whole : whole % (parts[first]?.[0] ?? 1);
      return [Math.floor(outer / length), unit] as const;
    })
    .filter(([n], i) => i === 0 || n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}

const pad = (n: number): string => n.toString().padStart(2, '0');

/** A moment's time of day, `14:03:05`, in UTC or as the reader's clock shows it. */
export function clock(moment: Date, utc: boolean): string {
  return utc
    ? `${pad(moment.getUTCHours())}:${pad(moment.getUTCMinutes())}:${pad(moment.getUTCSeconds())}`
    : `${pad(moment.getHours())}:${pad(moment.getMinutes())}:${pad(moment.getSeconds())}`;
}

/** A moment with its date, `2026-11-22 14:03:05`. */
export function dateAndClock(moment: Date, utc: boolean): string {
  const date = utc
    ? [moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate()]
    : [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return `${date[0]}-${pad(date[1] ?? 0)}-${pad(date[2] ?? 0)} ${clock(moment, utc)}`;
}

/** A member in its own unit, as the catalogue names it. */
export function member(value: number | boolean | null | undefined, unit: string): string {
  if (value === null || value === undefined) return ABSENT;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  switch (unit) {
    case 'bool':
      return value === 0 ? 'no' : 'yes';
    case 'bits/s':
      return bits(value);
    case 'ms':
    case 'us':
      return `${count(value)} ${unit === 'us' ? 'µs' : 'ms'}`;
    case 'bytes':
      return value < 1024 ? `${value} B` : `${bytes(value)} (${count(value)})`;
    case 'sequence number':
    case 'code':
    case 'shift count':
      return value.toString();
    default:
      return count(value);
  }
}

/** A point of a series, in the series' own unit. */
export function seriesValue(value: number | null | undefined, unit: string | undefined): string {
  switch (unit) {
    case 'bit/s':
      return bits(value);
    case 'bytes':
      return bytes(value);
    case 'us':
      return rtt(value);
    case 'share':
      return share(value);
    case '/s':
      return perSecond(value);
    default:
      return value === null || value === undefined ? ABSENT : digits(value);
  }
}
