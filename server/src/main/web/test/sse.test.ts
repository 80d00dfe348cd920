import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Parser, pause } from '../src/sse.ts';

const STREAM =
  ': hello\nretry: 2000\n\nid: 7\nevent: delta\ndata: {"a":\ndata: 1}\n\ndata: x\r\n\r\n';

test('messages are the same however the text is cut', () => {
  const whole = new Parser().push(STREAM);
  assert.deepEqual(whole, [
    { id: '7', event: 'delta', data: '{"a":\n1}' },
    { id: '7', event: 'message', data: 'x' },
  ]);
  for (let cut = 1; cut < STREAM.length; cut++) {
    const parser = new Parser();
    const found = [...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))];
    assert.deepEqual(found, whole, `cut at ${cut}`);
  }
});

test('a message without data is none', () => {
  assert.deepEqual(new Parser().push('event: ping\n\n'), []);
});

test('pauses double up to 15 s', () => {
  assert.deepEqual([1, 2, 3, 10].map(pause), [500, 1000, 2000, 15_000]);
});
