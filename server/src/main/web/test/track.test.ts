import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Series } from '../src/contract.ts';
import { Track } from '../src/track.ts';

const series = (t: number[], columns: Record<string, (number | null)[]>): Series => ({
  id: '1',
  everySeconds: 1,
  heldSeconds: 900,
  t,
  series: columns,
  high: {},
  low: {},
  units: {},
});

test('points that come again are replaced, new ones are added, old ones go', () => {
  const track = new Track();
  track.add(series([1, 2, 3], { a: [1, 2, 3] }), 100);
  track.add(series([3, 4], { a: [30, 4], b: [1, 2] }), 100);
  assert.deepEqual(track.t, [1, 2, 3, 4]);
  assert.deepEqual(track.column('a'), [1, 2, 30, 4]);
  assert.deepEqual(track.column('b'), [null, null, 1, 2]);
  track.add(series([5], { a: [5], b: [3] }), 2);
  assert.deepEqual(track.t, [3, 4, 5]);
  assert.deepEqual(track.column('a'), [30, 4, 5]);
});

test('losses and shut windows are told, newest first', () => {
  const track = new Track();
  track.add(
    series([1, 2, 3], {
      'Path.PktsRetrans': [0, 3, null],
      'ObsRec.CurRwinRcvd': [100, 0, 50],
    }),
    100,
  );
  assert.deepEqual(track.happenings(10), [
    { at: 3, text: "the peer's window opened" },
    { at: 2, text: '3 segments sent again' },
    { at: 2, text: "the peer's window shut" },
  ]);
});

test('a daemon whose clock was set back is believed', () => {
  const track = new Track();
  track.add(series([1000, 1001, 1002], { a: [1, 2, 3] }), 100);
  track.heed(1001.5);
  assert.deepEqual(track.t, [1000, 1001, 1002], 'a little late is not set back');
  track.heed(400);
  assert.equal(track.last, 0);
  assert.deepEqual(track.column('a'), []);
});
