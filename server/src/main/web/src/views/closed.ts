// Closed: the last words of connections that have ended, newest first, and the history in SQL.

import { get, post } from '../api.ts';
import type { App, View } from '../app.ts';
import { verdictCell } from '../columns.ts';
import type { Catalogue, Closed, ClosedPage, QueryAnswer } from '../contract.ts';
import { download, fill, h } from '../dom.ts';
import { type Cell, csv, ndjson } from '../export.ts';
import { type Column, textCell } from '../grid.ts';
import { MemberTables } from '../membertables.ts';
import { failure, notice } from '../notice.ts';
import { bytes, count, dateAndClock, rtt, share, span } from '../numbers.ts';
import { PolledTable } from '../polledtable.ts';
import type { Place } from '../url.ts';

const STEPS = [200, 2000, 20_000];

const FIELDS = [
  'ended',
  'how',
  'connection',
  'process',
  'pid',
  'seconds',
  'outBytes',
  'inBytes',
  'rttMicros',
  'retransShare',
  'verdict',
  'nature',
  'summary',
] as const satisfies readonly (keyof Closed)[];

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
      cell: () => verdictCell('no verdict'),
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
  private readonly table: PolledTable<ClosedPage, Closed>;
  private readonly record = h('section', { class: 'record', hidden: true });
  private readonly history = h('section', { class: 'history', hidden: true });
  private limit = STEPS[0] ?? 200;

  constructor(app: App) {
    this.app = app;
    this.table = new PolledTable<ClosedPage, Closed>(app, {
      path: 'closed',
      label: 'Ended connections',
      columns: columns(() => app.place().utc),
      idOf: (last) => last.number.toString(),
      rows: (page) => page.closed,
      parameters: () => ({ limit: this.limit }),
      searched: (query) => app.go({ query, id: '' }, 'replace'),
      open: (last) => app.go({ id: last.number.toString() }, 'push'),
      reach: (index) => {
        const wanted = STEPS.find((step) => step >= index) ?? this.limit;
        if (wanted > this.limit && this.table.rows.length >= this.limit) this.limit = wanted;
      },
      found: (page) => {
        const missed = page.missed === 0 ? '' : `, ${count(page.missed)} missed`;
        return `${count(page.matched)} of ${count(page.total)} kept${missed}`;
      },
      nothing: (page) =>
        page.total === 0
          ? notice(
              'Nothing has ended yet',
              'A connection leaves its last word here if something was switched on for it. A rule switches on what is opened from now on:',
              'sudo ./estats enable --new port=443',
            )
          : notice('None of them meets the search', 'Press / to change it.'),
      shown: (page) => {
        this.history.hidden = !page.recording;
      },
    });
    this.element = h(
      'div',
      { class: 'view closed' },
      h('h1', { class: 'unseen' }, 'Connections that have ended'),
      this.table.toolbar(null, {
        CSV: () => this.save('csv', csv(FIELDS, this.cells())),
        JSON: () => this.save('json', JSON.stringify(this.table.rows, null, 1)),
        NDJSON: () => this.save('ndjson', ndjson(this.table.rows)),
      }),
      this.record,
      this.table.grid.element,
      this.table.empty,
      this.history,
    );
    this.drawHistory();
    this.table.changed();
    void this.drawRecord();
  }

  changed(before: Place): void {
    if (before.id !== this.app.place().id) void this.drawRecord();
    this.table.changed();
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === 'Escape' && this.app.place().id !== '') {
      this.app.go({ id: '' }, 'push');
      this.table.grid.focus();
      return true;
    }
    return this.table.key(event);
  }

  close(): void {
    this.table.close();
  }

  /** The record that the address names, with all its members. */
  private async drawRecord(): Promise<void> {
    const { id, utc } = this.app.place();
    this.record.hidden = id === '';
    if (id === '') return;
    try {
      const known = this.table.rows.find((c) => c.number.toString() === id);
      const filter = known === undefined ? '' : known.connection;
      const page = await get<ClosedPage>(
        'closed',
        { filter, members: true, limit: known === undefined ? 2000 : 100 },
        this.table.aborts.signal,
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
      const { signal } = this.table.aborts;
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
      if (!this.table.aborts.signal.aborted) fill(this.record, failure(error));
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
        const answer = await post<QueryAnswer>(
          'query',
          { sql: sql.value },
          this.table.aborts.signal,
        );
        fill(result, answerTable(answer));
      } catch (error) {
        if (!this.table.aborts.signal.aborted) fill(result, failure(error));
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

  private cells(): Cell[][] {
    return this.table.rows.map((last) => FIELDS.map((field) => last[field]));
  }

  private save(type: string, text: string): void {
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
