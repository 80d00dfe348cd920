// The machine in one line: tiles with their last minutes, and how all send time divides.

import { get } from './api.ts';
import type { Series, Totals } from './contract.ts';
import { fill, h, setText } from './dom.ts';
import { bits, count, rtt, share } from './numbers.ts';
import { LIMITS, Spark } from './spark.ts';

const SLOTS = 120;

interface Tile {
  readonly name: string;
  readonly hint: string;
  /** Its series among those of the totals; empty if none is kept. */
  readonly series: string;
  readonly text: (totals: Totals) => string;
  readonly now: (totals: Totals) => number | null;
}

const established = (t: Totals): number => t.states.ESTABLISHED ?? 0;

const TILES: readonly Tile[] = [
  {
    name: 'Established',
    hint: 'Connections in the state ESTABLISHED; in brackets those of which something is collected',
    series: 'connections',
    text: (t) => `${count(established(t))} (${count(t.on)})`,
    now: established,
  },
  {
    name: 'Sent',
    hint: 'Data sent by all connections in the last interval',
    series: 'outBitsPerSecond',
    text: (t) => bits(t.outBitsPerSecond),
    now: (t) => t.outBitsPerSecond,
  },
  {
    name: 'Received',
    hint: 'Data received by all connections in the last interval',
    series: 'inBitsPerSecond',
    text: (t) => bits(t.inBitsPerSecond),
    now: (t) => t.inBitsPerSecond,
  },
  {
    name: 'Sent again',
    hint: 'Bytes sent again, of all bytes sent in the last interval',
    series: 'retransShare',
    text: (t) => share(t.retransShare),
    now: (t) => t.retransShare,
  },
  {
    name: 'RTT median',
    hint: 'Half of the connections have a shorter smoothed round-trip time',
    series: 'rttP50Micros',
    text: (t) => rtt(t.rttMicros.p50),
    now: (t) => t.rttMicros.p50,
  },
  {
    name: 'RTT 99 %',
    hint: 'One connection in a hundred has a longer smoothed round-trip time',
    series: 'rttP99Micros',
    text: (t) => rtt(t.rttMicros.p99),
    now: (t) => t.rttMicros.p99,
  },
  {
    name: 'Ended badly',
    hint: 'Connections that were reset, timed out or were aborted, of all that ended since the daemon began',
    series: 'resets',
    text: (t) => `${count(t.resets)} of ${count(t.closed)}`,
    now: () => null,
  },
  {
    name: 'Turned away',
    hint: 'Connections that a full accept queue has turned away since this host started',
    series: '',
    text: (t) => count(t.listenOverflows),
    now: () => null,
  },
];

export class Strip {
  readonly element = h('section', { class: 'strip', 'aria-label': 'This machine' });
  private readonly drawn = TILES.map((tile) => {
    const value = h('dd', {}, '–');
    const spark = tile.series === '' ? null : new Spark(tile.series);
    return { tile, value, spark, points: [] as (number | null)[] };
  });

  constructor() {
    fill(
      this.element,
      ...this.drawn.map(({ tile, value, spark }) =>
        h('dl', { class: 'tile', title: tile.hint }, h('dt', {}, tile.name), value, spark?.element),
      ),
    );
  }

  /** Asks for the last minutes of the tiles. */
  async load(): Promise<void> {
    try {
      const kept = await get<Series>('series', { id: 'totals', from: -SLOTS });
      for (const one of this.drawn) {
        const column = kept.series[one.tile.series];
        if (column !== undefined) one.points = [...column.slice(-SLOTS)];
        one.spark?.draw(one.points, SLOTS);
      }
    } catch {
      // The lines begin with what comes from now on; the stream says what is wrong.
    }
  }

  show(totals: Totals): void {
    for (const one of this.drawn) {
      setText(one.value, one.tile.text(totals));
      if (one.tile.series !== '' && one.tile.series !== 'resets') {
        one.points = [...one.points, one.tile.now(totals)].slice(-SLOTS);
        one.spark?.draw(one.points, SLOTS);
      }
    }
  }
}

/** Verdicts as buttons, in the order of what is to be looked at. */
const CHOICES = ['receiver', 'network', 'sender', 'mixed', 'none', 'cannot-say'] as const;
const WORDS: Readonly<Record<string, string>> = {
  receiver: 'Receiver',
  network: 'Network',
  sender: 'Sender',
  mixed: 'Mixed',
  none: 'Nothing wrong',
  'cannot-say': 'Cannot say',
};

/** How all send time divides, and how many connections have which verdict; a click filters. */
export class Division {
  readonly element: HTMLElement;
  private readonly bar = h('div', { class: 'division-bar' });
  private readonly chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'Verdict' });
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private readonly parts = new Map<string, HTMLElement>();

  constructor(choose: (verdict: string) => void) {
    for (const [limit, words] of LIMITS) {
      const part = h(
        'button',
        { type: 'button', class: `part ${limit}`, tabindex: -1, onclick: () => choose(limit) },
        '',
      );
      part.dataset.words = words;
      part.style.width = '0';
      this.parts.set(limit, part);
      this.bar.append(part);
    }
    for (const verdict of CHOICES) {
      const button = h(
        'button',
        {
          type: 'button',
          class: `chip ${verdict}`,
          'aria-pressed': 'false',
          onclick: () => choose(verdict),
        },
        `${WORDS[verdict]} –`,
      );
      this.buttons.set(verdict, button);
      this.chips.append(button);
    }
    this.bar.hidden = true;
    this.element = h(
      'section',
      { class: 'division', 'aria-label': 'What send time is limited by' },
      h('h2', {}, 'Limited by'),
      this.bar,
      this.chips,
    );
  }

  show(totals: Totals): void {
    this.bar.hidden = totals.shares === null;
    for (const [limit, words] of LIMITS) {
      const part = this.parts.get(limit);
      const value = totals.shares?.[limit] ?? 0;
      if (part === undefined) continue;
      part.style.width = `${value * 100}%`;
      setText(part, value > 0.16 ? `${limit} ${share(value)}` : '');
      part.title = `${share(value)} of all send time was limited by the ${words}`;
      part.setAttribute(
        'aria-label',
        `${limit} ${share(value)} of send time, limited by the ${words}: show these`,
      );
    }
    for (const [verdict, button] of this.buttons) {
      setText(button, `${WORDS[verdict]} ${count(totals.verdicts[verdict] ?? 0)}`);
    }
  }

  choose(verdict: string): void {
    for (const [name, button] of this.buttons) {
      button.setAttribute('aria-pressed', (name === verdict).toString());
    }
  }
}
