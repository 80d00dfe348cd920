// A table that is asked for anew every two seconds: the search box over it, how many were found, what
// is shown in place of rows, and rows that stand still while somebody points at them.

import { address, curl, get, Refused } from './api.ts';
import type { App } from './app.ts';
import { fill, h, setText } from './dom.ts';
import { type Column, Grid } from './grid.ts';
import { menu } from './menus.ts';
import { copy, failure } from './notice.ts';
import { SearchBox } from './searchbox.ts';

const EVERY_MS = 2000;
const LONGEST_WAIT_MS = 15_000;

/** What a table is of, and what becomes of its answers. */
export interface Asked<Answer, T> {
  readonly path: string;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  idOf(row: T): string;
  rows(answer: Answer): readonly T[];
  /** What is asked for beside the search. */
  parameters(): Readonly<Record<string, string | number>>;
  searched(query: string): void;
  open(row: T): void;
  /** Rows up to this index are to be seen. */
  reach?(index: number): void;
  /** How many were found, in words. */
  found(answer: Answer): string;
  /** What is said where there is no row. */
  nothing(answer: Answer): HTMLElement;
  /** An answer has come, and is shown. */
  shown?(answer: Answer): void;
}

export class PolledTable<Answer, T> {
  readonly grid: Grid<T>;
  readonly search: SearchBox;
  readonly empty = h('div', { class: 'empty' });
  /** Given up with the view. */
  readonly aborts = new AbortController();
  rows: readonly T[] = [];
  private readonly found = h('span', { class: 'found', role: 'status' });
  private readonly app: App;
  private readonly asked: Asked<Answer, T>;
  private hasAnswer = false;
  private isHeld = false;
  private timer = 0;
  private tries = 0;

  constructor(app: App, asked: Asked<Answer, T>) {
    this.app = app;
    this.asked = asked;
    this.search = new SearchBox(
      app.place().query,
      () => app.members(),
      (query) => asked.searched(query),
    );
    this.grid = new Grid(asked.label, asked.columns, (row) => asked.idOf(row), {
      open: (row) => asked.open(row),
      sort: () => {},
      hold: (isHeld) => {
        this.isHeld = isHeld;
      },
      reach: (index) => asked.reach?.(index),
    });
  }

  /** The bar above: what is chosen, the search, and a menu that takes the table away. */
  toolbar(choice: HTMLElement | null, forms: Readonly<Record<string, () => void>>): HTMLElement {
    const item = (label: string, action: () => void): HTMLElement =>
      h('button', { type: 'button', onclick: action }, label);
    const question = (): string => curl(address(this.asked.path, this.parameters()));
    return h(
      'div',
      { class: 'toolbar' },
      choice,
      this.search.element,
      this.found,
      h('span', { class: 'grow' }),
      menu(
        'Export',
        ...Object.entries(forms).map(([label, save]) => item(label, save)),
        item('Copy as curl', () => void copy(question(), (text) => this.app.say(text))),
      ),
    );
  }

  /** The address has changed: asks at once. */
  changed(): void {
    this.search.text = this.app.place().query;
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
    return { ...this.asked.parameters(), filter, search };
  }

  private async poll(): Promise<void> {
    const { signal } = this.aborts;
    const parameters = this.parameters();
    let wait = EVERY_MS;
    try {
      const answer = await get<Answer>(this.asked.path, parameters, signal);
      this.app.line({ kind: 'live' });
      this.tries = 0;
      // If something else is looked for meanwhile, its answer will come.
      if (JSON.stringify(parameters) === JSON.stringify(this.parameters())) {
        this.search.refuse('');
        this.hasAnswer = true;
        if (!this.isHeld) this.draw(answer);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.tries++;
      wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.tries);
      this.failed(error, wait);
    }
    clearTimeout(this.timer);
    if (!signal.aborted) this.timer = window.setTimeout(() => void this.poll(), wait);
  }

  private failed(error: unknown, wait: number): void {
    if (error instanceof Refused && error.status === 400) {
      this.search.refuse(error.message);
      return;
    }
    if (error instanceof Refused) this.app.failed(error);
    else this.app.line({ kind: 'lost', tries: this.tries, retryAt: Date.now() + wait });
    if (!this.hasAnswer) fill(this.empty, failure(error));
  }

  private draw(answer: Answer): void {
    this.rows = this.asked.rows(answer);
    this.grid.show(this.rows, this.rows.length);
    this.grid.element.hidden = this.rows.length === 0;
    setText(this.found, this.asked.found(answer));
    fill(this.empty, this.rows.length === 0 ? this.asked.nothing(answer) : null);
    this.asked.shown?.(answer);
  }
}
