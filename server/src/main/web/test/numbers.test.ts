import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as n from '../src/numbers.ts';

test('three digits and one unit, in steps of 1000 for bits and 1024 for bytes', () => {
  assert.deepEqual([0, 1, 999, 999.6, 1000, 12_500, 949e3, 1.97e11].map(n.bits), [
    '0 bit/s',
    '1 bit/s',
    '999 bit/s',
    '1.00 kbit/s',
    '1.00 kbit/s',
    '12.5 kbit/s',
    '949 kbit/s',
    '197 Gbit/s',
  ]);
  assert.deepEqual([0, 1023, 1024, 65_536, 10 * 1024 * 1024].map(n.bytes), [
    '0 B',
    '1023 B',
    '1.00 KiB',
    '64.0 KiB',
    '10.0 MiB',
  ]);
});

test('what is not known is a dash and never 0', () => {
  for (const write of [n.bits, n.bytes, n.rtt, n.share, n.count, n.perSecond, n.span]) {
    assert.equal(write(null), '–');
    assert.notEqual(write(0), '–');
  }
  assert.equal(n.member(null, 'bytes'), '–');
  assert.equal(n.seriesValue(null, 'us'), '–');
});

test('round-trip times are always in ms', () => {
  assert.deepEqual([0, 43, 999, 1000, 82_149, 250_400].map(n.rtt), [
    '0.0 ms',
    '0.043 ms',
    '0.999 ms',
    '1.0 ms',
    '82.1 ms',
    '250 ms',
  ]);
});

test('a small share is not shown as none', () => {
  assert.deepEqual([0, 0.0002, 0.003, 0.0994, 0.74, 1].map(n.share), [
    '0 %',
    '<0.1 %',
    '0.3 %',
    '9.9 %',
    '74 %',
    '100 %',
  ]);
});

test('spans have their two largest units', () => {
  assert.deepEqual([0.04, 4.2, 59.4, 60, 200, 7500, 273_600].map(n.span), [
    '0.0 s',
    '4.2 s',
    '59 s',
    '1 min',
    '3 min 20 s',
    '2 h 5 min',
    '3 d 4 h',
  ]);
});

test('members are shown in the unit of the catalogue', () => {
  assert.equal(n.member(1_234_567, 'count'), '1,234,567');
  assert.equal(n.member(42, 'us'), '42 µs');
  assert.equal(n.member(4_294_967_295, 'sequence number'), '4294967295');
  assert.equal(n.member(2048, 'bytes'), '2.00 KiB (2,048)');
  assert.equal(n.member(true, 'bool'), 'yes');
});

test('moments in UTC do not depend on the place of the reader', () => {
  assert.equal(n.dateAndClock(new Date('2026-11-22T04:05:06Z'), true), '2026-11-22 04:05:06');
});
