import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connections, Delta, Row } from '../src/contract.ts';
import { comparator, Rows, SPARK } from '../src/rows.ts';

const row = (id: string, change: Partial<Row> = {}): Row => ({
  id,
  connection: `10.0.0.1:${id}-10.0.0.2:1`,
  local: `10.0.0.1:${id}`,
  remote: '10.0.0.2:1',
  netns: 1,
  state: 'ESTABLISHED',
  uid: 0,
  pid: null,
  process: null,
  owner: null,
  on: [],
  since: null,
  outBitsPerSecond: null,
  inBitsPerSecond: null,
  rttMicros: null,
  retransShare: null,
  retransPerSecond: null,
  pktsRetrans: null,
  receiveQueueBytes: null,
  sendQueueBytes: null,
  shares: null,
  verdict: null,
  nature: null,
  confidence: null,
  summary: null,
  ...change,
});

const snapshot = (...connections: Row[]): Connections => ({
  tick: 1,
  at: '',
  everySeconds: 1,
  total: 9,
  matched: connections.length,
  offset: 0,
  limit: 100,
  connections,
});

const delta = (rows: Row[], gone: string[] = []): Delta => ({
  tick: 2,
  at: '',
  total: 9,
  matched: 2,
  rows,
  gone,
});

const ids = (rows: Rows): string[] => rows.shown.map((r) => r.id);

test('what is absent comes last in either direction', () => {
  const all = [row('1'), row('2', { rttMicros: 5 }), row('3', { rttMicros: 9 })];
  assert.deepEqual(
    [...all].sort(comparator(['rttMicros'])).map((r) => r.id),
    ['2', '3', '1'],
  );
  assert.deepEqual(
    [...all].sort(comparator(['-rttMicros'])).map((r) => r.id),
    ['3', '2', '1'],
  );
});

test('what stands still is looked at before what is held back, and that before what has to be', () => {
  const all = [
    row('1', { verdict: 'none', nature: 'healthy', confidence: 1 }),
    row('2', { verdict: 'sender', nature: 'application-paced', confidence: 1 }),
    row('3', { verdict: 'receiver', nature: 'small-window', confidence: 0.5 }),
    row('4', { verdict: 'network', nature: 'dead-path', confidence: 0.5 }),
    row('5'),
  ];
  assert.deepEqual(
    [...all].sort(comparator([])).map((r) => r.id),
    ['4', '3', '2', '1', '5'],
  );
});

test('differences change, add and take away rows', () => {
  const rows = new Rows();
  rows.order(['connection'], () => true);
  rows.snapshot(snapshot(row('1'), row('2')));
  rows.delta(delta([row('3'), row('2', { rttMicros: 7 })], ['1']));
  assert.deepEqual(ids(rows), ['2', '3']);
  assert.equal(rows.get('2')?.rttMicros, 7);
});

test('lines go on for rows that are not told, and are bounded', () => {
  const rows = new Rows();
  rows.snapshot(snapshot(row('1', { rttMicros: 3 })));
  for (let i = 0; i < SPARK + 5; i++) rows.delta(delta([]));
  assert.equal(rows.get('1')?.spark?.rtt.length, SPARK);
  assert.equal(rows.get('1')?.spark?.rtt.at(-1), 3);
  assert.equal(rows.get('1')?.spark?.out.at(-1), null);
});

test('while the order is held rows keep their place, and those that wait are counted', () => {
  const rows = new Rows();
  rows.order(['-rttMicros'], () => true);
  rows.snapshot(snapshot(row('1', { rttMicros: 9 }), row('2', { rttMicros: 5 })));
  rows.hold(true);
  rows.delta(delta([row('2', { rttMicros: 20 }), row('3', { rttMicros: 30 })]));
  assert.deepEqual(ids(rows), ['1', '2']);
  assert.equal(rows.shown[1]?.rttMicros, 20);
  assert.equal(rows.waiting, 2);
  rows.hold(false);
  assert.deepEqual(ids(rows), ['3', '2', '1']);
  assert.equal(rows.waiting, 0);
});

test('only rows that are wanted are shown', () => {
  const rows = new Rows();
  rows.order([], (r) => r.verdict === 'network');
  rows.snapshot(snapshot(row('1', { verdict: 'network' }), row('2')));
  assert.deepEqual(ids(rows), ['1']);
});
