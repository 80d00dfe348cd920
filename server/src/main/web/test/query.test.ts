import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completions, parseQuery } from '../src/query.ts';

const MEMBERS = ['Path.PktsRetrans', 'SndCong.CurCwnd'];

test('terms with a key go to the filter, other words are searched for', () => {
  const query = parseQuery('nginx remote=10.0.0.0/8 state:ESTABLISHED 192.0.2.7', MEMBERS);
  assert.equal(query.filter, 'remote=10.0.0.0/8 state=ESTABLISHED');
  assert.equal(query.search, 'nginx 192.0.2.7');
});

test('short names stand for members, with units', () => {
  assert.equal(parseQuery('retrans>0').filter, 'Path.PktsRetrans>0');
  assert.equal(parseQuery('rtt>=100ms').filter, 'Path.SmoothedRtt>=100');
  assert.equal(parseQuery('rtt>2s').filter, 'Path.SmoothedRtt>2000');
  assert.equal(parseQuery('cwnd<64KiB').filter, 'SndCong.CurCwnd<65536');
});

test('a bound between two whole numbers does not let one change sides', () => {
  assert.equal(parseQuery('rtt>1500us').filter, 'Path.SmoothedRtt>1');
  assert.equal(parseQuery('rtt>=1500us').filter, 'Path.SmoothedRtt>=2');
  assert.equal(parseQuery('rtt<1500us').filter, 'Path.SmoothedRtt<2');
  assert.equal(parseQuery('rtt<=1500us').filter, 'Path.SmoothedRtt<=1');
});

test('a term that cannot be understood is marked where it stands, and the rest holds', () => {
  const query = parseQuery('port=443 Path.Nope>1 colour=red rtt>long pid=', MEMBERS);
  assert.equal(query.filter, 'port=443');
  const wrong = query.terms.filter((t) => t.wrong !== '');
  assert.deepEqual(
    wrong.map((t) => t.text),
    ['Path.Nope>1', 'colour=red', 'rtt>long', 'pid='],
  );
  assert.equal(query.terms[1]?.start, 9);
  assert.equal(query.terms[1]?.end, 20);
});

test('addresses with colons are searched for, not taken for keys', () => {
  for (const text of ['[2001:db8::1]:443', '192.0.2.1:443', '10.0.0.1:1-10.0.0.2:2']) {
    assert.equal(parseQuery(text).search, text);
  }
});

test('every key, short name and member completes', () => {
  const names = completions(MEMBERS);
  for (const name of ['remote=', 'retrans>', 'Path.PktsRetrans>']) assert.ok(names.includes(name));
});
