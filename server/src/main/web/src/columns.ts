// The columns of the connection table.

import type { Row } from './contract.ts';
import { fill, h, setText } from './dom.ts';
import { type Cell, type Column, textCell } from './grid.ts';
import { bits, bytes, count, rtt, share, span } from './numbers.ts';
import { SPARK } from './rows.ts';
import { LIMITS, Spark, sharesBar } from './spark.ts';

/** How a verdict reads. */
export const VERDICTS: Readonly<Record<string, string>> = {
  receiver: 'receiver',
  network: 'network',
  sender: 'sender',
  mixed: 'mixed',
  none: 'none',
  'cannot-say': 'cannot say',
};

function sparkCell(kind: 'out' | 'in' | 'rtt' | 'retrans'): Cell<Row> {
  const spark = new Spark(kind);
  return {
    element: spark.element,
    draw: (row) => spark.draw(row.spark?.[kind] ?? [], SPARK),
  };
}

interface Judged {
  readonly verdict: string | null;
  readonly nature: string | null;
  readonly summary: string | null;
}

/** Who limits a connection, and of what nature. */
export function verdictCell(without: string): Cell<Judged> {
  const badge = h('span', { class: 'badge' });
  const nature = h('span', { class: 'nature' });
  const element = h('span', { class: 'verdict-cell' }, badge, nature);
  return {
    element,
    draw(judged) {
      const verdict = judged.verdict ?? '';
      const name = `badge ${verdict}`;
      if (badge.className !== name) badge.className = name;
      setText(badge, VERDICTS[verdict] ?? '–');
      const known = judged.nature !== null && judged.nature !== 'unknown' ? judged.nature : '';
      setText(nature, known.replaceAll('-', ' '));
      element.title = judged.summary ?? without;
    },
  };
}

function limitedCell(): Cell<Row> {
  const element = h('span', { class: 'bar-cell' });
  let last = '';
  return {
    element,
    draw(row) {
      const text = row.shares === null ? '' : LIMITS.map(([l]) => row.shares?.[l]).join();
      if (text === last && element.childElementCount > 0) return;
      last = text;
      fill(element, sharesBar(row.shares));
    },
  };
}

function connectionCell(): Cell<Row> {
  const element = h('a', { tabindex: -1, class: 'address' });
  return {
    element,
    draw(row) {
      setText(element, row.remote === '' ? row.local : `${row.local} → ${row.remote}`);
      element.title = `${row.connection}, namespace ${row.netns}`;
      element.setAttribute('href', `#/connection/${encodeURIComponent(row.id)}`);
    },
  };
}

const number = (
  id: string,
  label: string,
  hint: string,
  width: string,
  text: (row: Row) => string,
): Column<Row> => ({
  id,
  label,
  hint,
  width,
  isNumber: true,
  isDescending: true,
  cell: () => textCell(text),
});

const line = (id: 'out' | 'in' | 'rtt' | 'retrans', label: string, hint: string): Column<Row> => ({
  id: `${id}Spark`,
  label,
  hint: `${hint}, the last minute`,
  width: '72px',
  isSortable: false,
  cell: () => sparkCell(id),
});

/** All columns, in the order in which they are offered. */
export const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'worst',
    label: 'Verdict',
    hint: 'Who limits the connection, and of what nature; sorted by what is to be looked at first',
    width: 'minmax(190px, 1.2fr)',
    cell: () => verdictCell('no verdict yet'),
  },
  {
    id: 'connection',
    label: 'Connection',
    hint: 'Address and port of this end and of the other',
    width: 'minmax(270px, 2fr)',
    cell: connectionCell,
  },
  {
    id: 'process',
    label: 'Process',
    hint: 'Who holds the socket, and its number',
    width: 'minmax(110px, 1fr)',
    cell: () =>
      textCell((row) =>
        row.pid === null ? '–' : `${row.owner ?? row.process ?? ''} ${row.pid}`.trim(),
      ),
  },
  {
    id: 'limited',
    label: 'Send time',
    hint: 'How send time divides: limited by the receiver, by the network, by the sender (SndCong.SndLimTime…)',
    width: '90px',
    isSortable: false,
    cell: limitedCell,
  },
  number(
    'outBitsPerSecond',
    'Sent',
    'Data sent in the last interval, bit/s (Data.DataBytesOut)',
    '105px',
    (row) => bits(row.outBitsPerSecond),
  ),
  line('out', '', 'Data sent'),
  number(
    'inBitsPerSecond',
    'Received',
    'Data received in the last interval, bit/s (Data.ThruBytesReceived)',
    '105px',
    (row) => bits(row.inBitsPerSecond),
  ),
  line('in', '', 'Data received'),
  number('rttMicros', 'RTT', 'Smoothed round-trip time, ms (Path.SmoothedRtt)', '85px', (row) =>
    rtt(row.rttMicros),
  ),
  line('rtt', '', 'Round-trip time'),
  number(
    'retransShare',
    'Retrans.',
    'Bytes sent again, of all bytes sent since counting began (Path.BytesRetrans)',
    '75px',
    (row) => share(row.retransShare),
  ),
  line('retrans', '', 'Segments sent again a second'),
  number(
    'pktsRetrans',
    'Segments again',
    'Segments sent again since counting began (Path.PktsRetrans)',
    '110px',
    (row) => count(row.pktsRetrans),
  ),
  number('sendQueueBytes', 'Send queue', 'Written and not acknowledged', '95px', (row) =>
    bytes(row.sendQueueBytes),
  ),
  number('receiveQueueBytes', 'Recv. queue', 'Received and not read', '95px', (row) =>
    bytes(row.receiveQueueBytes),
  ),
  {
    id: 'state',
    label: 'State',
    hint: 'State of the connection',
    width: '110px',
    cell: () => textCell((row) => row.state),
  },
  number('confidence', 'Sure', 'How sure the verdict is', '65px', (row) => share(row.confidence)),
  {
    id: 'since',
    label: 'Counted for',
    hint: 'How long something has been switched on',
    width: '105px',
    isNumber: true,
    cell: () =>
      textCell((row) =>
        row.since === null ? '–' : span((Date.now() - Date.parse(row.since)) / 1000),
      ),
  },
  number('uid', 'User', 'Number of the user who owns the socket', '65px', (row) =>
    row.uid === null ? '–' : row.uid.toString(),
  ),
];

/** Columns that are shown unless somebody chooses. */
export const USUAL: readonly string[] = [
  'worst',
  'connection',
  'process',
  'limited',
  'outBitsPerSecond',
  'outSpark',
  'inBitsPerSecond',
  'rttMicros',
  'rttSpark',
  'retransShare',
  'retransSpark',
];

/** The columns of these names, in this order; the usual ones if none is known. */
export function chosen(names: readonly string[]): readonly Column<Row>[] {
  const found = names.flatMap((name) => COLUMNS.filter((c) => c.id === name));
  return found.length > 0 ? found : chosen(USUAL);
}
