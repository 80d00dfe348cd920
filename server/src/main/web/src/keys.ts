// The keys, in words.

import { h } from './dom.ts';

const KEYS: ReadonlyArray<readonly [string, string]> = [
  ['?', 'these keys'],
  ['/', 'search'],
  ['j  k', 'next row, row before (arrows too)'],
  ['Enter', 'open the row'],
  ['Esc', 'back, or close'],
  ['Space', 'pause, go on'],
  ['[  ]', 'earlier, later'],
  ['+  -', 'a shorter, a longer stretch of time'],
  ['0', 'back to live'],
  ['t', 'theme'],
  ['g n', 'Now'],
  ['g g', 'Groups'],
  ['g c', 'Closed'],
  ['g h', 'About this host'],
];

/** The dialog that lists them. */
export function keysDialog(): HTMLDialogElement {
  const dialog = h(
    'dialog',
    { class: 'keys', 'aria-label': 'Keys' },
    h('h2', {}, 'Keys'),
    h(
      'dl',
      {},
      ...KEYS.map(([key, words]) =>
        h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, words)),
      ),
    ),
    h(
      'p',
      { class: 'muted' },
      'In charts: drag to choose a stretch of time, double click to go back to live, Alt and a click on a name to see it alone. Shift and a click on a column sorts by it as well.',
    ),
    h('form', { method: 'dialog' }, h('button', {}, 'Close')),
  );
  return dialog;
}
