// Sparklines and bars within cells.

import type { Shares } from './contract.ts';
import { h, svg } from './dom.ts';
import { share } from './numbers.ts';

const WIDTH = 60;
const HEIGHT = 18;

/** So many empty places are a sample that came late; more are a gap. */
const LATE = 2;

/** The line as an SVG path; gaps stay gaps, a point by itself is a dot. */
export function path(values: ReadonlyArray<number | null>, slots: number, max: number): string {
  const step = WIDTH / Math.max(1, slots - 1);
  const start = slots - values.length;
  let text = '';
  let missing = LATE + 1;
  values.forEach((value, i) => {
    if (value === null) {
      missing++;
      return;
    }
    const x = ((start + i) * step).toFixed(1);
    const y = (HEIGHT - 1 - (max > 0 ? value / max : 0) * (HEIGHT - 2)).toFixed(1);
    text += `${missing <= LATE ? 'L' : 'M'}${x} ${y}`;
    const isAlone = values.slice(i + 1, i + 2 + LATE).every((v) => v === null);
    if (missing > LATE && isAlone) text += 'h.1';
    missing = 0;
  });
  return text;
}

/** A sparkline that is drawn again by `draw`. */
export class Spark {
  readonly element: SVGElement;
  private readonly line: SVGElement;
  private isEmpty = true;

  constructor(kind: string) {
    this.line = svg('path', { class: `spark-line ${kind}`, d: '' });
    this.element = svg(
      'svg',
      {
        class: 'spark',
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: 'none',
        'aria-hidden': 'true',
      },
      this.line,
    );
  }

  draw(values: ReadonlyArray<number | null>, slots: number): void {
    if (values.length === 0 && this.isEmpty) return;
    this.isEmpty = values.length === 0;
    let max = 0;
    for (const value of values) if (value !== null && value > max) max = value;
    this.line.setAttribute('d', path(values, slots, max));
  }
}

export const LIMITS = [
  ['receiver', 'receiver window'],
  ['network', 'network'],
  ['sender', 'sender'],
] as const;

/** How send time divides, as a bar; the words are its name for those who do not see it. */
export function sharesBar(shares: Shares | null): HTMLElement {
  if (shares === null) return h('span', { class: 'muted' }, '–');
  const words = LIMITS.map(([limit]) => `${limit} ${share(shares[limit])}`).join(', ');
  const bar = h('span', { class: 'bar', role: 'img', 'aria-label': words, title: words });
  for (const [limit] of LIMITS) {
    const part = h('span', { class: `part ${limit}` });
    part.style.width = `${shares[limit] * 100}%`;
    bar.append(part);
  }
  return bar;
}
