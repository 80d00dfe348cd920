import assert from 'node:assert/strict';
import { test } from 'node:test';
import { path } from '../src/spark.ts';

test('a sample that came late is drawn over, a gap is not', () => {
  assert.equal(path([1, null, 1], 3, 1).match(/M/g)?.length, 1);
  assert.equal(path([1, null, null, null, 1, 1], 6, 1).match(/M/g)?.length, 2);
});

test('a point by itself is a dot, and nothing is nothing', () => {
  assert.match(path([null, 1], 2, 1), /^M[\d.]+ [\d.]+h\.1$/);
  assert.equal(path([null, null], 2, 0), '');
});

test('the newest sample is at the right end', () => {
  assert.match(path([5, 7], 60, 7), /L60\.0 1\.0$/);
});
