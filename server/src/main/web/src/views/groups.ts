// Groups: the same connections, folded by what they have in common.

import type { App, View } from '../app.ts';
import type { Group, Groups } from '../contract.ts';
import { download, fill, h, svg } from '../dom.ts';
import { csv } from '../export.ts';
import { type Cell, type Column, textCell } from '../grid.ts';
import { notice } from '../notice.ts';
import { bits, count, rtt, share } from '../numbers.ts';
import { PolledTable } from '../polledtable.ts';
import { sharesBar } from '../spark.ts';
import type { Place } from '../url.ts';

const WAYS = ['process', 'remote', 'port', 'netns', 'uid', 'nature'] as const;
const WORDS: Readonly<Record<string, string>> = {
  process: 'Process',
  remote: 'Remote address',
  port: 'Service port',
  netns: 'Namespace',
  uid: 'User',
  nature: 'Nature',
};
const LIMIT = 1000;

/** RTT from the median to the 99th percentile, on a scale from 10 us to 10 s. */
function rttCell(): Cell<Group> {
  const bar = svg('rect', { class: 'range', y: 5, height: 8, rx: 2 });
  const middle = svg('rect', { class: 'median', y: 3, height: 12, width: 2 });
  const element = svg('svg', { class: 'rtt-range', viewBox: '0 0 120 18' }, bar, middle);
  element.setAttribute('role', 'img');
  const place = (micros: number): number =>
    Math.max(0, Math.min(118, ((Math.log10(Math.max(1, micros)) - 1) / 6) * 118));
  return {
    element,
    draw({ rttMicros: { p50, p90, p99 } }) {
      const isKnown = p50 !== null && p99 !== null;
      element.toggleAttribute('hidden', !isKnown);
      element.setAttribute('aria-label', `median ${rtt(p50)}, 90 % ${rtt(p90)}, 99 % ${rtt(p99)}`);
      if (!isKnown) return;
      bar.setAttribute('x', place(p50).toString());
      bar.setAttribute('width', Math.max(2, place(p99) - place(p50)).toString());
      middle.setAttribute('x', place(p50).toString());
    },
  };
}

function barCell(): Cell<Group> {
  const element = h('span', { class: 'bar-cell' });
  return { element, draw: (group) => fill(element, sharesBar(group.shares)) };
}

function naturesText(group: Group): string {
  return Object.entries(group.natures)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([nature, n]) => `${n} ${nature.replaceAll('-', ' ')}`)
    .join(', ');
}

function columns(by: string): Column<Group>[] {
  const number = (
    id: string,
    label: string,
    hint: string,
    width: string,
    text: (g: Group) => string,
  ): Column<Group> => ({
    id,
    label,
    hint,
    width,
    isNumber: true,
    isSortable: false,
    cell: () => textCell(text),
  });
  const plain = { isSortable: false };
  return [
    {
      id: 'key',
      label: WORDS[by] ?? by,
      hint: 'What the connections have in common',
      width: 'minmax(150px, 1.2fr)',
      ...plain,
      cell: () => textCell((g) => (g.key === '' ? 'not known' : g.key)),
    },
    number('connections', 'Connections', 'How many there are', '100px', (g) =>
      count(g.connections),
    ),
    number(
      'limited',
      'Limited',
      'How many have a verdict that names something to mend',
      '80px',
      (g) => count(g.limited),
    ),
    {
      id: 'shares',
      label: 'Send time',
      hint: 'How their send time divides: receiver, network, sender',
      width: '110px',
      ...plain,
      cell: barCell,
    },
    number('out', 'Sent', 'Data sent in the last interval', '110px', (g) =>
      bits(g.outBitsPerSecond),
    ),
    number('in', 'Received', 'Data received in the last interval', '110px', (g) =>
      bits(g.inBitsPerSecond),
    ),
    number('retrans', 'Sent again', 'Bytes sent again of bytes sent', '85px', (g) =>
      share(g.retransShare),
    ),
    number('p50', 'RTT median', 'Median of the smoothed round-trip times', '95px', (g) =>
      rtt(g.rttMicros.p50),
    ),
    number('p99', 'RTT 99 %', 'One in a hundred has a longer one', '95px', (g) =>
      rtt(g.rttMicros.p99),
    ),
    {
      id: 'rtt',
      label: '10 µs … 10 s',
      hint: 'Round-trip time from the median to the 99th percentile, logarithmic',
      width: '130px',
      ...plain,
      cell: rttCell,
    },
    {
      id: 'natures',
      label: 'What is found',
      hint: 'The most frequent natures',
      width: 'minmax(180px, 1.5fr)',
      ...plain,
      cell: () => textCell(naturesText),
    },
  ];
}

export class GroupsView implements View {
  readonly title = 'Groups';
  readonly element: HTMLElement;
  private readonly app: App;
  private readonly table: PolledTable<Groups, Group>;
  private readonly ways: HTMLSelectElement;

  constructor(app: App) {
    this.app = app;
    this.ways = h(
      'select',
      { 'aria-label': 'Fold by', onchange: () => app.go({ by: this.ways.value }, 'replace') },
      ...WAYS.map((way) => h('option', { value: way }, WORDS[way] ?? way)),
    );
    this.table = new PolledTable<Groups, Group>(app, {
      path: 'groups',
      label: 'Groups',
      columns: columns(app.place().by),
      idOf: (group) => group.key,
      rows: (answer) => answer.groups,
      parameters: () => ({ by: app.place().by, limit: LIMIT }),
      searched: (query) => app.go({ query }, 'replace'),
      open: (group) => {
        if (group.filter === '') app.say('This group cannot be named by a filter');
        else app.go({ page: 'now', query: group.filter, verdict: '' }, 'push');
      },
      found: ({ groups, total, matched }) => {
        const of = groups.length < total ? ` (the ${groups.length} worst)` : '';
        return `${count(total)} groups of ${count(matched)} connections${of}`;
      },
      nothing: () => notice('Nothing to fold', 'No connection meets the search.'),
    });
    this.element = h(
      'div',
      { class: 'view groups' },
      h('h1', { class: 'unseen' }, 'Connections in groups'),
      this.table.toolbar(h('label', {}, 'By ', this.ways), {
        CSV: () => this.save('csv', this.csv()),
        JSON: () => this.save('json', JSON.stringify(this.table.rows, null, 1)),
      }),
      this.table.grid.element,
      this.table.empty,
    );
    this.changed(app.place());
  }

  changed(before: Place): void {
    const { by } = this.app.place();
    this.ways.value = by;
    if (before.by !== by) this.table.grid.setColumns(columns(by));
    this.table.changed();
  }

  key(event: KeyboardEvent): boolean {
    return this.table.key(event);
  }

  close(): void {
    this.table.close();
  }

  private csv(): string {
    return csv(
      [
        this.app.place().by,
        'connections',
        'limited',
        'outBitsPerSecond',
        'inBitsPerSecond',
        'retransShare',
        'rttP50Micros',
        'rttP90Micros',
        'rttP99Micros',
      ],
      this.table.rows.map((g) => [
        g.key,
        g.connections,
        g.limited,
        g.outBitsPerSecond,
        g.inBitsPerSecond,
        g.retransShare,
        g.rttMicros.p50,
        g.rttMicros.p90,
        g.rttMicros.p99,
      ]),
    );
  }

  private save(type: string, text: string): void {
    download(`groups.${type}`, new Blob([text], { type: 'text/plain' }));
  }
}
