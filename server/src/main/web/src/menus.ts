// Menus of the toolbar: choosing columns, taking the table away.

import { address, curl, request } from './api.ts';
import { COLUMNS, USUAL } from './columns.ts';
import type { Connections, Row } from './contract.ts';
import { download, fill, h } from './dom.ts';
import { type Cell, csv, ndjson } from './export.ts';
import { copy } from './notice.ts';

/** A button that unfolds something; Escape and a click elsewhere fold it again. */
export function menu(label: string, ...content: Node[]): HTMLDetailsElement {
  const element = h(
    'details',
    {
      class: 'menu',
      onkeydown: (e) => {
        if ((e as KeyboardEvent).key !== 'Escape' || !element.open) return;
        e.stopPropagation();
        element.open = false;
        element.querySelector('summary')?.focus();
      },
    },
    h('summary', {}, label),
    h('div', { class: 'menu-body' }, ...content),
  );
  document.addEventListener('pointerdown', (e) => {
    if (!element.contains(e.target as Node)) element.open = false;
  });
  return element;
}

/** Chooses columns: a tick for each, dragged or moved by its arrows. */
export function columnMenu(
  current: () => readonly string[],
  changed: (columns: readonly string[]) => void,
): HTMLElement {
  const list = h('ul', { class: 'columns' });
  const names = (): readonly string[] => (current().length === 0 ? USUAL : current());
  const label = (id: string): string => {
    const column = COLUMNS.find((c) => c.id === id);
    return column === undefined ? id : column.label || column.hint.replace(', the last minute', '');
  };
  const draw = (): void => {
    const shown = names();
    const all = [...shown, ...COLUMNS.map((c) => c.id).filter((id) => !shown.includes(id))];
    fill(
      list,
      ...all.map((id) => {
        const at = shown.indexOf(id);
        const move = (step: number): void => {
          const moved = shown.filter((other) => other !== id);
          moved.splice(Math.max(0, at + step), 0, id);
          changed(moved);
          draw();
        };
        return h(
          'li',
          {
            draggable: at >= 0 ? 'true' : 'false',
            ondragstart: (e) => (e as DragEvent).dataTransfer?.setData('text/plain', id),
            ondragover: (e) => e.preventDefault(),
            ondrop: (e) => {
              e.preventDefault();
              const dragged = (e as DragEvent).dataTransfer?.getData('text/plain') ?? '';
              if (!shown.includes(dragged) || at < 0) return;
              const moved = shown.filter((other) => other !== dragged);
              moved.splice(at, 0, dragged);
              changed(moved);
              draw();
            },
          },
          h(
            'label',
            {},
            h('input', {
              type: 'checkbox',
              checked: at >= 0,
              onchange: () => {
                changed(at >= 0 ? shown.filter((other) => other !== id) : [...shown, id]);
                draw();
              },
            }),
            ` ${label(id)}`,
          ),
          at > 0
            ? h(
                'button',
                {
                  type: 'button',
                  'aria-label': `${label(id)} to the left`,
                  onclick: () => move(-1),
                },
                '↑',
              )
            : null,
        );
      }),
    );
  };
  draw();
  const usual = h(
    'button',
    {
      type: 'button',
      onclick: () => {
        changed([]);
        draw();
      },
    },
    'The usual ones',
  );
  return menu('Columns', list, usual);
}

const FIELDS = [
  'id',
  'connection',
  'local',
  'remote',
  'netns',
  'state',
  'uid',
  'pid',
  'process',
  'owner',
  'since',
  'outBitsPerSecond',
  'inBitsPerSecond',
  'rttMicros',
  'retransShare',
  'retransPerSecond',
  'pktsRetrans',
  'receiveQueueBytes',
  'sendQueueBytes',
  'verdict',
  'nature',
  'confidence',
  'summary',
] as const satisfies readonly (keyof Row)[];

/** The table as CSV. */
export function rowsToCsv(rows: readonly Row[]): string {
  return csv(
    [...FIELDS, 'shareSender', 'shareReceiver', 'shareNetwork'],
    rows.map((row): Cell[] => [
      ...FIELDS.map((field) => row[field]),
      row.shares?.sender,
      row.shares?.receiver,
      row.shares?.network,
    ]),
  );
}

/** Takes away the whole table that the query finds, not only what is in view. */
export function exportMenu(
  parameters: () => Readonly<Record<string, string | number | boolean>>,
  keep: (row: Row) => boolean,
  say: (text: string) => void,
  failed: (error: unknown) => void,
): HTMLElement {
  const save = async (
    name: string,
    type: string,
    write: (rows: readonly Row[]) => string,
  ): Promise<void> => {
    try {
      const url = address('connections', { ...parameters(), limit: 20_000 });
      const all = (await (await request(url)).json()) as Connections;
      const rows = all.connections.filter(keep);
      download(name, new Blob([write(rows)], { type }));
      say(`${rows.length} connections saved as ${name}`);
    } catch (error) {
      failed(error);
    }
  };
  const item = (label: string, action: () => void): HTMLElement =>
    h('button', { type: 'button', onclick: action }, label);
  return menu(
    'Export',
    item('CSV', () => void save('connections.csv', 'text/csv', rowsToCsv)),
    item(
      'JSON',
      () =>
        void save('connections.json', 'application/json', (rows) => JSON.stringify(rows, null, 1)),
    ),
    item('NDJSON', () => void save('connections.ndjson', 'application/x-ndjson', ndjson)),
    item('Copy as curl', () => void copy(curl(address('connections', parameters())), say)),
  );
}
