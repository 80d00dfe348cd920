import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandAt, bands, boxes, division } from '../src/ribbon.ts';

const T = [11, 12, 13, 14];

test('a point tells of the second before it, and equal neighbours are one band', () => {
  const found = bands(T, [0.9, 0.7, 0, 0], [0, 0.3, 1, 0], [0.1, 0, 0, 1], 1);
  assert.deepEqual(
    found.map((b) => [b.limit, b.from, b.to]),
    [
      ['receiver', 10, 12],
      ['network', 12, 13],
      ['sender', 13, 14],
    ],
  );
  assert.equal(found[0]?.share, 0.8);
});

test('a gap is unknown, not the band before it', () => {
  const found = bands(T, [1, null, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], 1);
  assert.deepEqual(
    found.map((b) => b.limit),
    ['receiver', 'unknown', 'receiver'],
  );
});

test('a hole in time is not bridged', () => {
  const found = bands([10, 20], [1, 1], [0, 0], [0, 0], 1);
  assert.deepEqual(
    found.map((b) => [b.from, b.to]),
    [
      [9, 10],
      [16.5, 20],
    ],
  );
});

test('boxes are cut to the strip and cover what the bands cover', () => {
  const all = bands(T, [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0], 1);
  assert.deepEqual(
    boxes(all, 11, 13, 200).map((b) => [b.left, b.width]),
    [
      [0, 100],
      [100, 100],
    ],
  );
  assert.deepEqual(boxes(all, 13, 13, 200), []);
});

test('the division counts time in view and leaves out what is not known', () => {
  const all = bands(T, [1, null, 0, 0], [0, null, 1, 1], [0, null, 0, 0], 1);
  assert.deepEqual(
    [...division(all, 10, 14)],
    [
      ['receiver', 1 / 3],
      ['network', 2 / 3],
    ],
  );
  assert.equal(division(all, 11, 12).size, 0);
});

test('a moment belongs to the band that ends with it', () => {
  const all = bands(T, [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0], 1);
  assert.equal(bandAt(all, 12)?.limit, 'receiver');
  assert.equal(bandAt(all, 12.1)?.limit, 'network');
  assert.equal(bandAt(all, 20), undefined);
});
