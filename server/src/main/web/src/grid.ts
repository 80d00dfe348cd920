// A table of any number of rows, of which only those in view exist. Keyboard and screen reader see
// the whole: arrows move an active row, and each row says its number.

import { fill, h } from './dom.ts';

/** What draws one column of one row. */
export interface Cell<T> {
  readonly element: HTMLElement | SVGElement;
  draw(row: T): void;
}

export interface Column<T> {
  readonly id: string;
  readonly label: string;
  /** Said in full, with the unit and the member behind it. */
  readonly hint: string;
  /** As in `grid-template-columns`. */
  readonly width: string;
  readonly isNumber?: boolean;
  /** Whether a first click sorts the largest first. */
  readonly isDescending?: boolean;
  /** Whether it can be sorted by. */
  readonly isSortable?: boolean;
  cell(): Cell<T>;
}

export interface GridListener<T> {
  open(row: T): void;
  sort(sort: readonly string[]): void;
  /** Somebody points at rows, or does not any more. */
  hold(isHeld: boolean): void;
  /** Rows up to this index are to be seen. */
  reach(index: number): void;
}

export const ROW_HEIGHT = 30;
const SPARE = 6;
/** As in the sheet: between columns, and at either end. */
const GAP = 10;

interface Line<T> {
  readonly element: HTMLElement;
  readonly cells: readonly Cell<T>[];
}

/** A cell of plain text. */
export function textCell<T>(text: (row: T) => string, className = ''): Cell<T> {
  const element = h('span', { class: className });
  return {
    element,
    draw(row) {
      const value = text(row);
      if (element.textContent !== value) {
        element.textContent = value;
        element.title = value.length > 14 ? value : '';
      }
    },
  };
}

let grids = 0;

export class Grid<T> {
  readonly element: HTMLElement;
  private readonly head: HTMLElement;
  private readonly body: HTMLElement;
  private readonly pane: HTMLElement;
  private readonly prefix = `grid${grids++}`;
  private columns: readonly Column<T>[];
  private readonly lines: Line<T>[] = [];
  private rows: readonly T[] = [];
  private total = 0;
  private active = -1;
  private sorted: readonly string[] = [];
  private isDrawing = false;
  private readonly idOf: (row: T) => string;
  private readonly listener: GridListener<T>;
  private activeId = '';
  private readonly resize: ResizeObserver;

  constructor(
    label: string,
    columns: readonly Column<T>[],
    idOf: (row: T) => string,
    listener: GridListener<T>,
  ) {
    this.columns = columns;
    this.idOf = idOf;
    this.listener = listener;
    this.head = h('div', { role: 'row', class: 'grid-head' });
    this.body = h('div', { class: 'grid-body', role: 'rowgroup' });
    this.pane = h(
      'div',
      { class: 'grid', role: 'grid', 'aria-label': label, tabindex: 0 },
      h('div', { role: 'rowgroup', class: 'grid-top' }, this.head),
      this.body,
    );
    this.element = this.pane;
    this.pane.addEventListener('scroll', () => this.drawSoon(), { passive: true });
    this.pane.addEventListener('keydown', (e) => {
      if (this.key(e)) e.preventDefault();
    });
    this.body.addEventListener('pointerenter', () => listener.hold(true));
    this.body.addEventListener('pointerleave', () => listener.hold(false));
    this.body.addEventListener('click', (e) => this.click(e));
    this.resize = new ResizeObserver(() => this.drawSoon());
    this.resize.observe(this.pane);
    this.setColumns(columns);
  }

  close(): void {
    this.resize.disconnect();
  }

  setColumns(columns: readonly Column<T>[]): void {
    this.columns = columns;
    this.pane.style.setProperty('--columns', columns.map((c) => c.width).join(' '));
    // Head and rows are grids of their own: they must be of one width to have the same columns.
    const least = columns.reduce((sum, c) => sum + Number(/\d+/.exec(c.width)?.[0]) + GAP, GAP);
    this.pane.style.setProperty('--grid-width', `${least}px`);
    this.pane.setAttribute('aria-colcount', columns.length.toString());
    this.lines.length = 0;
    this.body.replaceChildren();
    this.drawHead();
    this.draw();
  }

  setSort(sort: readonly string[]): void {
    this.sorted = sort;
    this.drawHead();
  }

  /** Shows these rows, of so many that there are. */
  show(rows: readonly T[], total: number): void {
    this.rows = rows;
    this.total = Math.max(total, rows.length);
    if (this.activeId !== '') {
      this.active = rows.findIndex((row) => this.idOf(row) === this.activeId);
    }
    this.pane.setAttribute('aria-rowcount', (this.total + 1).toString());
    this.draw();
  }

  /** The row that the keyboard is at, if any. */
  get current(): T | undefined {
    return this.rows[this.active];
  }

  /** Moves the active row; the first move takes the first row in view. */
  move(step: number): void {
    const from = this.active < 0 ? Math.floor(this.pane.scrollTop / ROW_HEIGHT) - 1 : this.active;
    this.activate(Math.max(0, Math.min(this.rows.length - 1, from + step)));
  }

  focus(): void {
    this.pane.focus({ preventScroll: true });
  }

  /** Keys of the table: arrows, Home, End, pages, j, k, Enter. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.target !== this.pane && event.target !== document.body) return false;
    const page = Math.max(1, Math.floor(this.pane.clientHeight / ROW_HEIGHT) - 2);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.rows.length,
      End: this.rows.length,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      this.move(step);
      return true;
    }
    const row = this.current;
    if (event.key === 'Enter' && row !== undefined) {
      this.listener.open(row);
      return true;
    }
    return false;
  }

  private activate(index: number): void {
    const row = this.rows[index];
    if (row === undefined) return;
    this.active = index;
    this.activeId = this.idOf(row);
    const top = index * ROW_HEIGHT;
    const room = this.pane.clientHeight - this.head.offsetHeight - ROW_HEIGHT;
    if (top < this.pane.scrollTop) this.pane.scrollTop = top;
    else if (top > this.pane.scrollTop + room) this.pane.scrollTop = top - room;
    this.draw();
  }

  private click(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const line = this.lines.findIndex((l) => l.element.contains(event.target as Node));
    const row = this.rows[Number(this.lines[line]?.element.dataset.index)];
    if (row === undefined) return;
    event.preventDefault();
    this.activeId = this.idOf(row);
    this.listener.open(row);
  }

  private drawHead(): void {
    fill(
      this.head,
      ...this.columns.map((column) => {
        const place = this.sorted.findIndex((s) => s.replace(/^-/, '') === column.id);
        const isDown = this.sorted[place]?.startsWith('-') ?? false;
        const sort = place < 0 ? 'none' : isDown ? 'descending' : 'ascending';
        const arrow = place < 0 ? '' : isDown ? ' ↓' : ' ↑';
        const order = this.sorted.length > 1 && place >= 0 ? `${place + 1}` : '';
        const label = `${column.label}${arrow}${order}`;
        return h(
          'div',
          {
            role: 'columnheader',
            class: column.isNumber === true ? 'number' : '',
            'aria-sort': column.isSortable === false ? undefined : sort,
            title: column.hint,
          },
          column.isSortable === false
            ? h('span', { class: column.label === '' ? 'unseen' : '' }, label || column.hint)
            : h(
                'button',
                {
                  type: 'button',
                  class: 'sort',
                  onclick: (e) => this.sortBy(column, (e as MouseEvent).shiftKey),
                },
                label,
              ),
        );
      }),
    );
  }

  private sortBy(column: Column<T>, isAdded: boolean): void {
    const old = this.sorted.find((s) => s.replace(/^-/, '') === column.id);
    const first = column.isDescending === true ? `-${column.id}` : column.id;
    const now = old === undefined ? first : old.startsWith('-') ? old.slice(1) : `-${column.id}`;
    if (!isAdded) this.listener.sort([now]);
    else if (old === undefined) this.listener.sort([...this.sorted, now]);
    else this.listener.sort(this.sorted.map((s) => (s === old ? now : s)));
  }

  private drawSoon(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    requestAnimationFrame(() => {
      this.isDrawing = false;
      this.draw();
    });
  }

  private draw(): void {
    // Before it is on the screen only what will surely be seen: the first rows are not to wait.
    const spare = this.pane.clientHeight === 0 ? 0 : SPARE;
    const height = this.pane.clientHeight || 600;
    const first = Math.max(0, Math.floor(this.pane.scrollTop / ROW_HEIGHT) - spare);
    const wanted = Math.ceil(height / ROW_HEIGHT) + 2 * spare;
    const end = Math.min(this.rows.length, first + wanted);
    this.body.style.height = `${this.total * ROW_HEIGHT}px`;
    while (this.lines.length < end - first) this.addLine();
    this.lines.forEach((line, i) => {
      this.drawLine(line, first + i < end ? first + i : -1);
    });
    const isSeen = this.active >= first && this.active < end;
    if (isSeen) this.pane.setAttribute('aria-activedescendant', `${this.prefix}-${this.active}`);
    else this.pane.removeAttribute('aria-activedescendant');
    this.listener.reach(Math.min(this.total, first + wanted));
  }

  private drawLine(line: Line<T>, index: number): void {
    const row = this.rows[index];
    line.element.hidden = row === undefined;
    if (row === undefined) {
      line.element.removeAttribute('id');
      return;
    }
    line.element.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
    line.element.id = `${this.prefix}-${index}`;
    line.element.dataset.index = index.toString();
    line.element.setAttribute('aria-rowindex', (index + 2).toString());
    line.element.classList.toggle('active', index === this.active);
    line.element.classList.toggle('odd', index % 2 === 1);
    for (const cell of line.cells) cell.draw(row);
  }

  private addLine(): void {
    const cells = this.columns.map((column) => column.cell());
    const element = h(
      'div',
      { role: 'row', class: 'grid-row' },
      ...this.columns.map((column, i) =>
        h(
          'div',
          { role: 'gridcell', class: column.isNumber === true ? 'number' : '' },
          cells[i]?.element,
        ),
      ),
    );
    this.body.append(element);
    this.lines.push({ element, cells });
  }
}
