// Groups: the same connections, folded by what they have in common.

import { address, curl, get } from '../api.ts';
import type { App, View } from '../app.ts';
import type { Group, Groups } from '../contract.ts';
import { download, fill, h, setText, svg } from '../dom.ts';
import { csv } from '../export.ts';
import { type Cell, type Column, Grid, textCell } from '../grid.ts';
import { menu } from '../menus.ts';
import { copy, failure, notice } from '../notice.ts';
import { bits, count, rtt, share } from '../numbers.ts';
import { SearchBox } from '../searchbox.ts';
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
const EVERY_MS = 2000;
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
  private readonly grid: Grid<Group>;
  private readonly search: SearchBox;
  private readonly ways: HTMLSelectElement;
  private readonly found = h('span', { class: 'found', role: 'status' });
  private readonly empty = h('div', { class: 'empty' });
  private readonly aborts = new AbortController();
  private groups: readonly Group[] = [];
  private isHeld = false;
  private timer = 0;
  private tries = 0;

  constructor(app: App) {
    this.app = app;
    this.search = new SearchBox(
      app.place().query,
      () => app.members(),
      (query) => app.go({ query }, 'replace'),
    );
    this.ways = h(
      'select',
      { 'aria-label': 'Fold by', onchange: () => app.go({ by: this.ways.value }, 'replace') },
      ...WAYS.map((way) => h('option', { value: way }, WORDS[way] ?? way)),
    );
    this.grid = new Grid('Groups', columns(app.place().by), (g) => g.key, {
      open: (group) => {
        if (group.filter === '') app.say('This group cannot be named by a filter');
        else app.go({ page: 'now', query: group.filter, verdict: '' }, 'push');
      },
      sort: () => {},
      hold: (isHeld) => {
        this.isHeld = isHeld;
      },
      reach: () => {},
    });
    const say = (text: string): void => app.say(text);
    this.element = h(
      'div',
      { class: 'view groups' },
      h('h1', { class: 'unseen' }, 'Connections in groups'),
      h(
        'div',
        { class: 'toolbar' },
        h('label', {}, 'By ', this.ways),
        this.search.element,
        this.found,
        h('span', { class: 'grow' }),
        menu(
          'Export',
          h('button', { type: 'button', onclick: () => this.save('csv') }, 'CSV'),
          h('button', { type: 'button', onclick: () => this.save('json') }, 'JSON'),
          h(
            'button',
            {
              type: 'button',
              onclick: () => void copy(curl(address('groups', this.parameters())), say),
            },
            'Copy as curl',
          ),
        ),
      ),
      this.grid.element,
      this.empty,
    );
    this.changed(app.place());
  }

  changed(before: Place): void {
    const place = this.app.place();
    this.ways.value = place.by;
    this.search.text = place.query;
    if (before.by !== place.by) this.grid.setColumns(columns(place.by));
    clearTimeout(this.timer);
    void this.poll();
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === '/') {
      this.search.focus();
      return true;
    }
    if (event.key === 'j' || event.key === 'k') this.grid.focus();
    return this.grid.key(event);
  }

  close(): void {
    this.aborts.abort();
    clearTimeout(this.timer);
    this.grid.close();
  }

  private parameters(): Record<string, string | number> {
    const { filter, search } = this.search.query;
    return { by: this.app.place().by, filter, search, limit: LIMIT };
  }

  private async poll(): Promise<void> {
    const { signal } = this.aborts;
    let wait = EVERY_MS;
    const asked = JSON.stringify(this.parameters());
    try {
      const answer = await get<Groups>('groups', this.parameters(), signal);
      if (asked !== JSON.stringify(this.parameters())) return;
      this.app.line({ kind: 'live' });
      this.search.refuse('');
      this.tries = 0;
      if (!this.isHeld) this.draw(answer);
    } catch (error) {
      if (signal.aborted) return;
      this.tries++;
      wait = Math.min(15_000, 500 * 2 ** this.tries);
      this.failed(error, wait);
    }
    clearTimeout(this.timer);
    if (!signal.aborted) this.timer = window.setTimeout(() => void this.poll(), wait);
  }

  private failed(error: unknown, wait: number): void {
    if (error instanceof Error && 'status' in error && error.status === 400) {
      this.search.refuse(error.message);
      return;
    }
    if (error instanceof Error && 'status' in error) this.app.failed(error);
    else this.app.line({ kind: 'lost', tries: this.tries, retryAt: Date.now() + wait });
    if (this.groups.length === 0) fill(this.empty, failure(error));
  }

  private draw(answer: Groups): void {
    this.groups = answer.groups;
    this.grid.show(answer.groups, answer.groups.length);
    this.grid.element.hidden = answer.groups.length === 0;
    const of = answer.groups.length < answer.total ? ` (the ${answer.groups.length} worst)` : '';
    setText(
      this.found,
      `${count(answer.total)} groups of ${count(answer.matched)} connections${of}`,
    );
    if (answer.groups.length > 0) this.empty.replaceChildren();
    else fill(this.empty, notice('Nothing to fold', 'No connection meets the search.'));
  }

  private save(type: 'csv' | 'json'): void {
    const text =
      type === 'json'
        ? JSON.stringify(this.groups, null, 1)
        : csv(
            [
              this.app.place().by,
              'connections',
              'limited',
              'outBitsPerSecond',
              'inBitsPerSecond',
            ].concat(['retransShare', 'rttP50Micros', 'rttP90Micros', 'rttP99Micros']),
            this.groups.map((g) => [
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
    download(`groups.${type}`, new Blob([text], { type: 'text/plain' }));
  }
}
