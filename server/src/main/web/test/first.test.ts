import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUsual } from '../src/first.ts';
import { parse } from '../src/url.ts';

test('the rows that came with the page are shown where the address asks for them', () => {
  for (const hash of ['', '#/now', '#/now?columns=state,rttMicros&theme=dark&utc=1']) {
    assert.ok(isUsual(parse(hash)), hash);
  }
  for (const hash of ['#/now?q=nginx', '#/now?sort=-rttMicros', '#/now?all=1', '#/host']) {
    assert.ok(!isUsual(parse(hash)), hash);
  }
  assert.ok(!isUsual(parse('#/now?verdict=receiver')));
});
