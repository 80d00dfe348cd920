// Server-sent events over fetch: unlike EventSource it can send the token, resume with the last id
// also after the query has changed, and say what went wrong.

export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Takes a stream of text apart into messages; text may be cut anywhere. */
export class Parser {
  private rest = '';
  private id = '';
  private event = '';
  private data: string[] = [];

  /** Messages that are whole after this piece. */
  push(text: string): Message[] {
    const messages: Message[] = [];
    this.rest += text;
    for (;;) {
      const line = /\r\n|\n|\r(?!$)/.exec(this.rest);
      if (line === null) return messages;
      const message = this.line(this.rest.slice(0, line.index));
      this.rest = this.rest.slice(line.index + line[0].length);
      if (message !== undefined) messages.push(message);
    }
  }

  private line(text: string): Message | undefined {
    if (text === '') return this.dispatch();
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'id' && !value.includes('\0')) this.id = value;
    else if (field === 'event') this.event = value;
    else if (field === 'data') this.data.push(value);
    return undefined;
  }

  private dispatch(): Message | undefined {
    const data = this.data;
    const event = this.event;
    this.data = [];
    this.event = '';
    return data.length === 0
      ? undefined
      : { id: this.id, event: event === '' ? 'message' : event, data: data.join('\n') };
  }
}

/** How long to wait before try number `tries` (from 1), in ms: doubling from 0.5 s to 15 s. */
export function pause(tries: number): number {
  return Math.min(15_000, 500 * 2 ** (tries - 1));
}

/** What becomes of a stream. */
export interface Listener {
  message(message: Message): void;
  /** The stream stands. */
  open(): void;
  /** It is lost and will be tried again in so many ms. */
  lost(error: unknown, tries: number, waitMillis: number): void;
  /** Whether an error makes trying again senseless. */
  isFinal(error: unknown): boolean;
}

/** Nothing for so long, although the daemon speaks each tick, is a line that is dead. */
const SILENCE_MS = 30_000;

/** Follows a stream until it is closed; what is lost is resumed from the last id. */
export class Stream {
  private readonly aborts = new AbortController();
  private lastId = '';
  private tries = 0;
  private wake: () => void = () => {};
  private readonly connect: (lastId: string, signal: AbortSignal) => Promise<Response>;
  private readonly listener: Listener;

  constructor(
    connect: (lastId: string, signal: AbortSignal) => Promise<Response>,
    listener: Listener,
  ) {
    this.connect = connect;
    this.listener = listener;
    void this.run();
  }

  close(): void {
    this.aborts.abort();
    this.wake();
  }

  /** Does not wait any longer for the next try. */
  retryNow(): void {
    this.wake();
  }

  private async run(): Promise<void> {
    while (!this.aborts.signal.aborted) {
      let error: unknown = new Error('the daemon closed the stream');
      try {
        await this.follow();
      } catch (e) {
        error = e;
      }
      if (this.aborts.signal.aborted) return;
      this.tries++;
      const wait = pause(this.tries);
      this.listener.lost(error, this.tries, wait);
      if (this.listener.isFinal(error)) return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, wait);
      });
    }
  }

  private async follow(): Promise<void> {
    const own = new AbortController();
    const stop = (): void => own.abort();
    this.aborts.signal.addEventListener('abort', stop);
    let silence = setTimeout(stop, SILENCE_MS);
    try {
      const response = await this.connect(this.lastId, own.signal);
      if (response.body === null) throw new Error('the daemon sent nothing');
      this.listener.open();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new Parser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(stop, SILENCE_MS);
        for (const message of parser.push(value)) {
          this.tries = 0;
          this.lastId = message.id;
          this.listener.message(message);
        }
      }
    } finally {
      clearTimeout(silence);
      this.aborts.signal.removeEventListener('abort', stop);
    }
  }
}
