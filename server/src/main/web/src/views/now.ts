// Now: the machine in one line, and every connection, the worst first.

import { address, post, Refused, request } from '../api.ts';
import type { App, View } from '../app.ts';
import { chosen } from '../columns.ts';
import type { Connections, Delta, Row, SetAnswer, Totals } from '../contract.ts';
import { fill, h, setText } from '../dom.ts';
import { type First, isUsual, takeFirst } from '../first.ts';
import { Grid } from '../grid.ts';
import { columnMenu, exportMenu } from '../menus.ts';
import { failure, notice } from '../notice.ts';
import { count } from '../numbers.ts';
import { Rows, SPARK } from '../rows.ts';
import { SearchBox } from '../searchbox.ts';
import { type Message, Stream } from '../sse.ts';
import { Division, Strip } from '../strip.ts';
import type { Place } from '../url.ts';

/** Rows are asked for in steps, so that the first come at once and a change costs little. */
const STEPS = [100, 1000, 5000, 20_000];
const HOLD_MS = 800;
const WAITING_MS = 600;

export class NowView implements View {
  readonly title = 'Now';
  readonly element: HTMLElement;
  private readonly app: App;
  private readonly rows = new Rows();
  private readonly grid: Grid<Row>;
  private readonly strip = new Strip();
  private readonly division: Division;
  private readonly search: SearchBox;
  private readonly found = h('span', { class: 'found', role: 'status' }, '');
  private readonly waiting: HTMLButtonElement;
  private readonly empty = h('div', { class: 'empty' });
  private readonly switching = h('div', { class: 'switching' });
  private readonly all: HTMLInputElement;
  private stream: Stream | undefined;
  private limit = STEPS[0] ?? 100;
  private asked = '';
  private hasRows = false;
  private isPaused = false;
  private isLive = false;
  /** The rows that came with the page are on the screen, or none did. */
  private isPainted = false;
  private isClosed = false;
  private holdTimer = 0;
  private waitTimer = 0;

  constructor(app: App) {
    this.app = app;
    const place = app.place();
    this.division = new Division((verdict) =>
      app.go({ verdict: app.place().verdict === verdict ? '' : verdict }, 'replace'),
    );
    this.search = new SearchBox(
      place.query,
      () => app.members(),
      (query) => app.go({ query }, 'replace'),
    );
    this.all = h('input', {
      type: 'checkbox',
      onchange: () => app.go({ all: this.all.checked }, 'replace'),
    });
    this.waiting = h('button', {
      type: 'button',
      class: 'pill',
      hidden: true,
      onclick: () => this.letGo(),
    });
    this.grid = new Grid('Connections', chosen(place.columns), (row) => row.id, {
      open: (row) => app.go({ page: 'connection', id: row.id }, 'push'),
      sort: (sort) => app.go({ sort }, 'replace'),
      hold: (isHeld) => this.hold(isHeld),
      reach: (index) => this.reach(index),
    });
    this.element = h(
      'div',
      { class: 'view now' },
      h('h1', { class: 'unseen' }, 'Every connection now'),
      this.strip.element,
      this.division.element,
      h(
        'div',
        { class: 'toolbar' },
        this.search.element,
        this.found,
        this.waiting,
        h('span', { class: 'grow' }),
        h('label', { class: 'check' }, this.all, ' listeners and TIME-WAIT too'),
        columnMenu(
          () => app.place().columns,
          (columns) => app.go({ columns }, 'replace'),
        ),
        exportMenu(
          () => this.parameters(app.place()),
          (row) => this.keeps(row),
          (text) => app.say(text),
          (error) => app.failed(error),
        ),
        this.switching,
      ),
      this.grid.element,
      this.empty,
    );
    const first = takeFirst();
    if (first !== null && isUsual(place)) this.showFirst(first);
    else this.isPainted = true;
    this.changed(place);
    if (this.isPainted) void this.strip.load();
    this.waitTimer = window.setTimeout(() => this.drawWaiting(), WAITING_MS);
    if (app.totals !== null) this.showTotals(app.totals);
  }

  changed(before: Place): void {
    const place = this.app.place();
    this.search.text = place.query;
    this.all.checked = place.all;
    this.division.choose(place.verdict);
    this.grid.setSort(place.sort);
    if (place.columns.join() !== before.columns.join()) this.grid.setColumns(chosen(place.columns));
    this.rows.order(place.sort, (row) => this.keeps(row));
    this.ask();
    if (this.hasRows) this.draw();
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === '/') {
      this.search.focus();
      return true;
    }
    if (event.key === ' ') {
      this.isPaused = !this.isPaused;
      this.app.say(this.isPaused ? 'Order and numbers stand still; space goes on' : 'Live again');
      if (!this.isPaused) this.draw();
      return true;
    }
    if (event.key === 'j' || event.key === 'k') this.grid.focus();
    return this.grid.key(event);
  }

  close(): void {
    this.isClosed = true;
    this.stream?.close();
    this.grid.close();
    clearTimeout(this.holdTimer);
    clearTimeout(this.waitTimer);
  }

  private keeps(row: Row): boolean {
    const verdict = this.app.place().verdict;
    return verdict === '' || row.verdict === verdict;
  }

  private parameters(place: Place): Record<string, string | number | boolean> {
    const { filter, search } = this.search.query;
    return {
      filter,
      search,
      // What only this page works out is brought in order here, over what the daemon finds worst.
      sort: place.sort.filter((s) => !/Spark$/.test(s)).join(','),
      all: place.all,
    };
  }

  /** Opens the stream anew if what is asked has changed. */
  private ask(): void {
    if (!this.isPainted || this.isClosed) return;
    const place = this.app.place();
    // The daemon knows no filter by verdict, so with one all rows are needed to find its own.
    const limit = place.verdict === '' ? this.limit : (STEPS.at(-1) ?? 0);
    const url = address('events', { ...this.parameters(place), limit, spark: SPARK });
    if (url === this.asked) return;
    this.asked = url;
    this.stream?.close();
    this.stream = new Stream(
      (lastId, signal) =>
        request(url, { signal, headers: lastId === '' ? {} : { 'Last-Event-ID': lastId } }),
      {
        message: (message) => this.take(message),
        open: () => this.search.refuse(''),
        lost: (error, tries, wait) => this.lost(error, tries, wait),
        isFinal: (error) => error instanceof Refused && error.status < 500 && error.status !== 429,
      },
    );
  }

  private lost(error: unknown, tries: number, wait: number): void {
    this.isLive = false;
    if (error instanceof Refused && error.status === 400) {
      // The table stays as it was for the query before.
      this.search.refuse([error.message, error.remedy].filter((t) => t !== '').join(': '));
      return;
    }
    if (error instanceof Refused && error.status < 500 && error.status !== 429) {
      this.app.failed(error);
      if (!this.hasRows) fill(this.empty, failure(error));
      return;
    }
    this.app.line({ kind: 'lost', tries, retryAt: Date.now() + wait });
    if (!this.hasRows) fill(this.empty, failure(error));
  }

  private take(message: Message): void {
    if (!this.isLive) {
      this.isLive = true;
      requestAnimationFrame(() => this.app.line({ kind: 'live' }));
    }
    switch (message.event) {
      case 'snapshot':
        this.rows.snapshot(JSON.parse(message.data) as Connections);
        if (!this.hasRows) this.markPainted();
        this.hasRows = true;
        break;
      case 'delta':
        this.rows.delta(JSON.parse(message.data) as Delta);
        break;
      case 'totals':
        this.showTotals(JSON.parse(message.data) as Totals);
        return;
      default:
        return;
    }
    if (!this.isPaused) this.draw();
  }

  /** What came with the page stands there until the stream has told something newer. */
  private showFirst({ connections, totals }: First): void {
    this.rows.snapshot(connections);
    this.hasRows = true;
    this.showTotals(totals);
    this.markPainted(() => {
      this.isPainted = true;
      this.ask();
      void this.strip.load();
    });
  }

  /** A daemon that has just been started looks at every connection once before it answers. */
  private drawWaiting(): void {
    if (this.hasRows || this.empty.childElementCount > 0) return;
    fill(
      this.empty,
      notice(
        'Waiting for the first sample',
        'Rows come as soon as every connection was looked at.',
      ),
    );
  }

  /** For who measures: when the first rows are on the screen, not when they have come. */
  private markPainted(then: () => void = () => {}): void {
    requestAnimationFrame(() =>
      setTimeout(() => {
        performance.mark('first-rows');
        then();
      }),
    );
  }

  private showTotals(totals: Totals): void {
    if (this.isPaused) return;
    this.strip.show(totals);
    this.division.show(totals);
  }

  private draw(): void {
    const { shown, matched, total, waiting } = this.rows;
    const isFiltered = this.app.place().verdict !== '';
    this.grid.show(shown, isFiltered ? shown.length : Math.max(matched, shown.length));
    setText(this.found, `${count(isFiltered ? shown.length : matched)} of ${count(total)}`);
    this.waiting.hidden = waiting === 0;
    setText(this.waiting, `${count(waiting)} rows have moved: sort again`);
    this.drawEmpty(shown.length === 0, total);
    this.drawSwitching(shown);
  }

  private drawEmpty(isEmpty: boolean, total: number): void {
    this.grid.element.hidden = isEmpty;
    if (!isEmpty) {
      this.empty.replaceChildren();
      return;
    }
    fill(
      this.empty,
      total === 0
        ? notice(
            'No connection at this moment',
            'They appear here as soon as there is one. To see sick ones on purpose:',
            'sudo ./estats demo',
          )
        : notice(
            'None of them meets the search',
            `There are ${count(total)} connections; press / to change what is looked for.`,
          ),
    );
  }

  /** The offer to switch collection on, where it would tell more and may be done. */
  private drawSwitching(shown: readonly Row[]): void {
    const off = shown.filter((row) => row.state === 'ESTABLISHED' && row.on.length === 0);
    if (off.length === 0) {
      this.switching.replaceChildren();
      return;
    }
    const may = this.app.health?.rights.set ?? false;
    const text = `Switch on for ${count(off.length)}`;
    if (this.switching.firstElementChild?.textContent === text) return;
    fill(
      this.switching,
      may
        ? h(
            'button',
            {
              type: 'button',
              title: 'All groups, until the connection ends or somebody switches them off',
              onclick: () => void this.switchOn(off.map((row) => row.id)),
            },
            text,
          )
        : null,
    );
  }

  private async switchOn(ids: readonly string[]): Promise<void> {
    try {
      const on = this.app.catalogue?.groups.flatMap((g) => g.switches) ?? [];
      const answer = await post<SetAnswer>('set', { ids, on });
      const failed = answer.failed[0];
      this.app.say(
        failed === undefined
          ? `Switched on for ${answer.changed} connections`
          : `${answer.changed} switched on, ${answer.failed.length} not: ${failed.message}`,
      );
    } catch (error) {
      this.app.failed(error);
    }
  }

  /** Rows stand still while somebody points at them, and a moment longer. */
  private hold(isHeld: boolean): void {
    clearTimeout(this.holdTimer);
    if (isHeld) this.rows.hold(true);
    else this.holdTimer = window.setTimeout(() => this.letGo(), HOLD_MS);
  }

  private letGo(): void {
    this.rows.hold(false);
    if (this.hasRows && !this.isPaused) this.draw();
  }

  private reach(index: number): void {
    const wanted = STEPS.find((step) => step >= index) ?? this.limit;
    if (wanted > this.limit && this.rows.matched > this.limit) {
      this.limit = wanted;
      this.ask();
    }
  }
}
