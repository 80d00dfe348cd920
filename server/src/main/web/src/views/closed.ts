// Closed: the last words of connections that have ended, newest first, and the history in SQL.

import { address, curl, get, post } from '../api.ts';
import type { App, View } from '../app.ts';
import { VERDICTS } from '../columns.ts';
import type { Catalogue, Closed, ClosedPage, QueryAnswer } from '../contract.ts';
import { download, fill, h, setText } from '../dom.ts';
import { csv, ndjson } from '../export.ts';
import { type Cell, type Column, Grid, textCell } from '../grid.ts';
import { MemberTables } from '../membertables.ts';
import { menu } from '../menus.ts';
import { copy, failure, notice } from '../notice.ts';
import { bytes, count, dateAndClock, rtt, share, span } from '../numbers.ts';
import { SearchBox } from '../searchbox.ts';
import type { Place } from '../url.ts';

const EVERY_MS = 2000;
const STEPS = [200, 2000, 20_000];

function verdictCell(): Cell<Closed> {
  const badge = h('span', { class: 'badge' });
  const nature = h('span', { class: 'nature' });
  const element = h('span', { class: 'verdict-cell' }, badge, nature);
  return {
    element,
    draw(last) {
      badge.className = `badge ${last.verdict ?? ''}`;
      setText(badge, VERDICTS[last.verdict ?? ''] ?? '–');
      setText(nature, (last.nature ?? '').replace('unknown', '').replaceAll('-', ' '));
      element.title = last.summary ?? 'no verdict';
    },
  };
}

function columns(utc: () => boolean): Column<Closed>[] {
  const text = (
    id: string,
    label: string,
    width: string,
    write: (c: Closed) => string,
    isNumber = false,
  ): Column<Closed> => ({
    id,
    label,
    hint: label,
    width,
    isNumber,
    isSortable: false,
    cell: () => textCell(write),
  });
  return [
    text('ended', 'Ended', '165px', (c) => dateAndClock(new Date(c.ended), utc())),
    text('how', 'How', '115px', (c) => c.how),
    {
      id: 'verdict',
      label: 'Verdict',
      hint: 'What limited it while it was watched',
      width: 'minmax(180px, 1fr)',
      isSortable: false,
      cell: verdictCell,
    },
    text('connection', 'Connection', 'minmax(270px, 2fr)', (c) => `${c.local} → ${c.remote}`),
    text('process', 'Process', 'minmax(110px, 1fr)', (c) =>
      c.pid === null ? '–' : `${c.owner ?? c.process ?? ''} ${c.pid}`,
    ),
    text('seconds', 'Counted for', '110px', (c) => span(c.seconds), true),
    text('outBytes', 'Sent', '90px', (c) => bytes(c.outBytes), true),
    text('inBytes', 'Received', '90px', (c) => bytes(c.inBytes), true),
    text('rttMicros', 'RTT', '85px', (c) => rtt(c.rttMicros), true),
    text('retransShare', 'Sent again', '85px', (c) => share(c.retransShare), true),
  ];
}

export class ClosedView implements View {
  readonly title = 'Closed';
  readonly element: HTMLElement;
  private readonly app: App;
  private readonly grid: Grid<Closed>;
  private readonly search: SearchBox;
  private readonly found = h('span', { class: 'found', role: 'status' });
  private readonly empty = h('div', { class: 'empty' });
  private readonly record = h('section', { class: 'record', hidden: true });
  private readonly history = h('section', { class: 'history', hidden: true });
  private readonly aborts = new AbortController();
  private closed: readonly Closed[] = [];
  private limit = STEPS[0] ?? 200;
  private isHeld = false;
  private hasAnswer = false;
  private timer = 0;
  private tries = 0;

  constructor(app: App) {
    this.app = app;
    this.search = new SearchBox(
      app.place().query,
      () => app.members(),
      (query) => app.go({ query, id: '' }, 'replace'),
    );
    this.grid = new Grid(
      'Ended connections',
      columns(() => app.place().utc),
      (c) => c.number.toString(),
      {
        open: (last) => app.go({ id: last.number.toString() }, 'push'),
        sort: () => {},
        hold: (isHeld) => {
          this.isHeld = isHeld;
        },
        reach: (index) => {
          const wanted = STEPS.find((step) => step >= index) ?? this.limit;
          if (wanted > this.limit && this.closed.length >= this.limit) this.limit = wanted;
        },
      },
    );
    const say = (text: string): void => app.say(text);
    this.element = h(
      'div',
      { class: 'view closed' },
      h('h1', { class: 'unseen' }, 'Connections that have ended'),
      h(
        'div',
        { class: 'toolbar' },
        this.search.element,
        this.found,
        h('span', { class: 'grow' }),
        menu(
          'Export',
          h('button', { type: 'button', onclick: () => this.save('csv') }, 'CSV'),
          h('button', { type: 'button', onclick: () => this.save('json') }, 'JSON'),
          h('button', { type: 'button', onclick: () => this.save('ndjson') }, 'NDJSON'),
          h(
            'button',
            {
              type: 'button',
              onclick: () => void copy(curl(address('closed', this.parameters())), say),
            },
            'Copy as curl',
          ),
        ),
      ),
      this.record,
      this.grid.element,
      this.empty,
      this.history,
    );
    this.drawHistory();
    this.changed(app.place());
    void this.drawRecord();
  }

  changed(before: Place): void {
    const place = this.app.place();
    this.search.text = place.query;
    if (before.id !== place.id) void this.drawRecord();
    clearTimeout(this.timer);
    void this.poll();
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === '/') {
      this.search.focus();
      return true;
    }
    if (event.key === 'Escape' && this.app.place().id !== '') {
      this.app.go({ id: '' }, 'push');
      this.grid.focus();
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
    return { filter, search, limit: this.limit };
  }

  private async poll(): Promise<void> {
    const { signal } = this.aborts;
    let wait = EVERY_MS;
    try {
      const page = await get<ClosedPage>('closed', this.parameters(), signal);
      this.app.line({ kind: 'live' });
      this.search.refuse('');
      this.tries = 0;
      this.hasAnswer = true;
      if (!this.isHeld) this.draw(page);
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
    if (!this.hasAnswer) fill(this.empty, failure(error));
  }

  private draw(page: ClosedPage): void {
    this.closed = page.closed;
    this.grid.show(page.closed, page.closed.length);
    this.grid.element.hidden = page.closed.length === 0;
    const missed = page.missed === 0 ? '' : `, ${count(page.missed)} missed`;
    setText(this.found, `${count(page.matched)} of ${count(page.total)} kept${missed}`);
    this.history.hidden = !page.recording;
    if (page.closed.length > 0) this.empty.replaceChildren();
    else if (page.total === 0) {
      fill(
        this.empty,
        notice(
          'Nothing has ended yet',
          'A connection leaves its last word here if something was switched on for it. A rule switches on what is opened from now on:',
          'sudo ./estats enable --new port=443',
        ),
      );
    } else {
      fill(this.empty, notice('None of them meets the search', 'Press / to change it.'));
    }
  }

  /** The record that the address names, with all its members. */
  private async drawRecord(): Promise<void> {
    const { id, utc } = this.app.place();
    this.record.hidden = id === '';
    if (id === '') return;
    try {
      const known = this.closed.find((c) => c.number.toString() === id);
      const filter = known === undefined ? '' : known.connection;
      const page = await get<ClosedPage>(
        'closed',
        { filter, members: true, limit: known === undefined ? 2000 : 100 },
        this.aborts.signal,
      );
      if (this.app.place().id !== id) return;
      const last = page.closed.find((c) => c.number.toString() === id);
      if (last === undefined) {
        fill(
          this.record,
          notice('This record is not kept any more', 'The newest push out the oldest.'),
        );
        return;
      }
      fill(
        this.record,
        h(
          'button',
          { type: 'button', class: 'quiet close', onclick: () => this.app.go({ id: '' }, 'push') },
          'Close (Esc)',
        ),
        h('h2', {}, `${last.local} → ${last.remote}`),
        h(
          'p',
          {},
          `Ended ${dateAndClock(new Date(last.ended), utc)} in ${last.state}: ${last.how}. ${last.summary ?? 'No verdict.'}`,
        ),
      );
      const { signal } = this.aborts;
      const catalogue = this.app.catalogue ?? (await get<Catalogue>('catalogue', {}, signal));
      if (last.groups !== undefined) {
        const tables = new MemberTables(catalogue);
        tables.show({
          at: last.ended,
          groups: last.groups,
          off: last.off ?? [],
          absent: last.absent ?? {},
        });
        this.record.append(tables.element);
      }
    } catch (error) {
      if (!this.aborts.signal.aborted) fill(this.record, failure(error));
    }
  }

  /** The box that asks the history. */
  private drawHistory(): void {
    const sql = h('textarea', { rows: 3, 'aria-label': 'SQL', spellcheck: 'false' });
    sql.value = 'SELECT * FROM closed ORDER BY ended DESC LIMIT 100';
    const result = h('div', { class: 'result' });
    const run = async (): Promise<void> => {
      fill(result, h('p', { class: 'muted' }, 'Asking …'));
      try {
        const answer = await post<QueryAnswer>('query', { sql: sql.value }, this.aborts.signal);
        fill(result, answerTable(answer));
      } catch (error) {
        if (!this.aborts.signal.aborted) fill(result, failure(error));
      }
    };
    fill(
      this.history,
      h('h2', {}, 'Ask the history'),
      h(
        'p',
        { class: 'muted' },
        'One SELECT over the tables closed and samples, the same as ./estats query "SQL".',
      ),
      sql,
      h('button', { type: 'button', onclick: () => void run() }, 'Run'),
      result,
    );
  }

  private save(type: 'csv' | 'json' | 'ndjson'): void {
    const fields = ['ended', 'how', 'connection', 'process', 'pid', 'seconds', 'outBytes'].concat([
      'inBytes',
      'rttMicros',
      'retransShare',
      'verdict',
      'nature',
      'summary',
    ]) as (keyof Closed)[];
    const text =
      type === 'json'
        ? JSON.stringify(this.closed, null, 1)
        : type === 'ndjson'
          ? ndjson(this.closed)
          : csv(
              fields,
              this.closed.map((c) => fields.map((f) => c[f] as string | number | null)),
            );
    download(`closed.${type}`, new Blob([text], { type: 'text/plain' }));
  }
}

/** An answer of the history as a table. */
function answerTable(answer: QueryAnswer): HTMLElement {
  const cell = (value: unknown): string =>
    value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Answer' },
    h(
      'p',
      { class: 'muted' },
      `${count(answer.rows.length)} rows in ${Math.round(answer.millis)} ms${answer.truncated ? ', and more' : ''}`,
    ),
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h('tr', {}, ...answer.columns.map((c) => h('th', { scope: 'col', title: c.type }, c.name))),
      ),
      h(
        'tbody',
        {},
        ...answer.rows
          .slice(0, 1000)
          .map((row) => h('tr', {}, ...row.map((value) => h('td', {}, cell(value))))),
      ),
    ),
  );
}
