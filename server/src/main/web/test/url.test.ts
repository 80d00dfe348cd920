import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, frozen, type Place, parse, START } from '../src/url.ts';

const PLACES: Partial<Place>[] = [
  {},
  { page: 'connection', id: '1a2b', range: 60, until: 1_795_000_000 },
  { query: 'remote=10.0.0.0/8 retrans>0 "x&y=#%"', sort: ['-outBitsPerSecond', 'remote'] },
  { page: 'groups', by: 'remote', utc: true, theme: 'dark' },
  { page: 'closed', id: '4711', query: '[2001:db8::1]:443' },
  { columns: ['worst', 'connection'], verdict: 'cannot-say', all: true },
];

test('what is written into the address is read out of it again', () => {
  for (const change of PLACES) {
    const place = { ...START, ...change };
    assert.deepEqual(parse(format(place)), place);
  }
});

test('what is usual is not in the address', () => {
  assert.equal(format(START), '#/now');
});

test('nonsense is the usual place', () => {
  for (const hash of [
    '',
    '#',
    '#/nowhere',
    '#/%E0%A4%A',
    '#/now?range=-5&until=x&theme=pink&sort=<b>',
  ]) {
    const place = parse(hash);
    assert.deepEqual({ ...place, id: '' }, START);
  }
});

test('a link that is given away shows tomorrow what it shows now', () => {
  assert.equal(frozen(START, 1000.7).until, 1000);
  assert.equal(frozen({ ...START, until: 5 }, 1000).until, 5);
});
