import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv, ndjson } from '../src/export.ts';

test('fields with commas, quotes and line ends are quoted; what is absent is empty', () => {
  assert.equal(
    csv(
      ['a', 'b'],
      [
        ['x,"y"\n', null],
        [1.5, true],
      ],
    ),
    'a,b\r\n"x,""y""\n",\r\n1.5,true\r\n',
  );
});

test('what a spreadsheet would run is text', () => {
  assert.equal(csv(['a'], [['=1+1']]), "a\r\n'=1+1\r\n");
});

test('one object a line', () => {
  assert.equal(ndjson([{ a: 1 }, { b: 'x\ny' }]), '{"a":1}\n{"b":"x\\ny"}\n');
});
