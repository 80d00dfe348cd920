// Connection: the verdict, then everything on one axis of time, then every number.

import { address, curl, get, post, Refused } from '../api.ts';
import type { App, View } from '../app.ts';
import { Charts } from '../charts.ts';
import type { Closed, ClosedPage, ConnectionDetail, Series, SetAnswer } from '../contract.ts';
import { download, fill, h, setText } from '../dom.ts';
import { LimitRibbon } from '../limitribbon.ts';
import { MemberTables } from '../membertables.ts';
import { copyButton, failure, notice } from '../notice.ts';
import { bits, bytes, clock, dateAndClock, rtt, share, span } from '../numbers.ts';
import { CHARTS } from '../traces.ts';
import { NAMES, Track } from '../track.ts';
import type { Place } from '../url.ts';
import { format, frozen, START } from '../url.ts';
import { VerdictPanel } from '../verdict.ts';

const RANGES: ReadonlyArray<readonly [number, string]> = [
  [60, '1 min'],
  [300, '5 min'],
  [900, '15 min'],
];
const HELD_SECONDS = 960;
const EVENTS = 200;
const POINTS = 1000;
/** Seconds that the charts show at least. */
const SHORTEST = 60;
const ENDED = 2000;

const isMissing = (error: unknown): boolean => error instanceof Refused && error.status === 404;

export class ConnectionView implements View {
  readonly title = 'Connection';
  readonly element: HTMLElement;
  private readonly app: App;
  private readonly id: string;
  private readonly track = new Track();
  private readonly heading = h('h1', {}, 'Connection');
  private readonly facts = h('dl', { class: 'facts' });
  private readonly verdict = new VerdictPanel();
  private readonly ribbon: LimitRibbon;
  private readonly charts: Charts;
  private readonly paused: HTMLButtonElement;
  private readonly ranges: HTMLElement;
  private readonly events = h('ol', { class: 'events', tabindex: 0, 'aria-label': 'Events' });
  private readonly trouble = h('div', { class: 'trouble' });
  private readonly tables = h('div', {});
  private members: MemberTables | undefined;
  private detail: ConnectionDetail | undefined;
  private readonly aborts = new AbortController();
  private timer = 0;
  private tries = 0;
  private theme: string;
  private liveRange: number;

  constructor(app: App) {
    this.app = app;
    this.id = app.place().id;
    this.theme = app.place().theme;
    this.liveRange = app.place().until === 0 ? app.place().range : START.range;
    const utc = (): boolean => app.place().utc;
    this.ribbon = new LimitRibbon(utc);
    this.charts = new Charts(
      CHARTS,
      {
        window: (from, to) =>
          app.go({ range: Math.max(2, Math.round(to - from)), until: Math.round(to) }, 'replace'),
        live: () => this.live(),
        cursor: (moment) => this.ribbon.cursor(moment),
      },
      utc,
    );
    this.paused = h('button', {
      type: 'button',
      class: 'pill',
      hidden: true,
      onclick: () => this.live(),
    });
    this.ranges = h('div', { class: 'ranges', role: 'group', 'aria-label': 'Range of time' });
    const say = (text: string): void => app.say(text);
    this.element = h(
      'div',
      { class: 'view connection' },
      h(
        'header',
        { class: 'title' },
        h('a', { href: '#/now', class: 'back' }, '← All connections'),
        this.heading,
        this.facts,
      ),
      this.trouble,
      this.verdict.element,
      h(
        'div',
        { class: 'toolbar' },
        this.ranges,
        this.paused,
        h('span', { class: 'grow' }),
        copyButton(
          'Copy link',
          () =>
            new URL(
              format(frozen(app.place(), this.track.last || Date.now() / 1000)),
              location.href,
            ).href,
          say,
        ),
        copyButton(
          'Copy as curl',
          () => curl(address(`connections/${encodeURIComponent(this.id)}`)),
          say,
        ),
        h('button', { type: 'button', onclick: () => this.save() }, 'Save as JSON'),
      ),
      this.ribbon.element,
      this.charts.element,
      h('section', { class: 'happened' }, h('h2', {}, 'What happened'), this.events),
      h('h2', {}, 'All members'),
      this.tables,
    );
    this.drawRanges();
    void this.poll();
  }

  changed(before: Place): void {
    const place = this.app.place();
    if (place.until === 0) this.liveRange = place.range;
    if (place.theme !== this.theme) {
      this.theme = place.theme;
      this.charts.rebuild();
    }
    if (place.range !== before.range || place.until !== before.until || place.utc !== before.utc) {
      if (place.utc !== before.utc) this.charts.rebuild();
      this.drawRanges();
    }
    this.draw();
  }

  key(event: KeyboardEvent): boolean {
    const { range, until } = this.app.place();
    const end = until === 0 ? this.track.last : until;
    const shift = (step: number): boolean => {
      this.app.go({ until: Math.min(this.track.last, end + step * range) }, 'replace');
      return true;
    };
    switch (event.key) {
      case ' ':
        if (until === 0) this.app.go({ until: Math.round(this.track.last) }, 'replace');
        else this.live();
        return true;
      case '[':
        return shift(-0.25);
      case ']':
        return shift(0.25);
      case '+':
        this.app.go({ range: Math.max(10, Math.round(range / 2)) }, 'replace');
        return true;
      case '-':
        this.app.go({ range: Math.min(900, range * 2) }, 'replace');
        return true;
      case '0':
        this.live();
        return true;
      case 'Escape':
        this.app.go({ page: 'now', id: '', until: 0 }, 'push');
        return true;
      default:
        return false;
    }
  }

  close(): void {
    this.aborts.abort();
    clearTimeout(this.timer);
    this.charts.close();
  }

  /** Goes back to now, with the stretch that was shown before somebody looked closer. */
  private live(): void {
    this.app.go({ until: 0, range: this.liveRange }, 'replace');
  }

  private async poll(): Promise<void> {
    const { signal } = this.aborts;
    let wait = this.track.everySeconds * 1000;
    try {
      // A request more than a tick back, so that a point that was late is there the next time.
      const from =
        this.track.last === 0 ? -HELD_SECONDS : this.track.last - 2 * this.track.everySeconds;
      const [detail, series] = await Promise.allSettled([
        get<ConnectionDetail>(`connections/${encodeURIComponent(this.id)}`, {}, signal),
        get<Series>(
          'series',
          { id: this.id, series: NAMES.join(','), from, points: POINTS },
          signal,
        ),
      ]);
      // Series outlive the connection, and one without statistics never had any.
      if (series.status === 'fulfilled') this.track.add(series.value, HELD_SECONDS);
      else if (!isMissing(series.reason)) throw series.reason;
      if (detail.status === 'rejected') throw detail.reason;
      this.track.heed(Date.parse(detail.value.at) / 1000);
      this.take(detail.value);
      if (this.tries > 0 || this.detail === undefined) this.app.line({ kind: 'live' });
      this.tries = 0;
      this.trouble.replaceChildren();
      this.draw();
    } catch (error) {
      if (signal.aborted) return;
      this.tries++;
      wait = this.failed(error);
      if (wait < 0) return;
    }
    if (!signal.aborted) this.timer = window.setTimeout(() => void this.poll(), wait);
  }

  /** How long to wait before the next try; negative if there is none. */
  private failed(error: unknown): number {
    if (isMissing(error)) {
      this.draw();
      void this.drawEnd();
      return -1;
    }
    if (error instanceof Refused && error.status < 500 && error.status !== 429) {
      this.app.failed(error);
      fill(this.trouble, failure(error));
      return -1;
    }
    const wait = Math.min(15_000, 500 * 2 ** (this.tries - 1));
    this.app.line({ kind: 'lost', tries: this.tries, retryAt: Date.now() + wait });
    return wait;
  }

  /** The connection is no more: its last word, if the daemon still has it. */
  private async drawEnd(): Promise<void> {
    let last: Closed | undefined;
    try {
      const page = await get<ClosedPage>('closed', { limit: ENDED }, this.aborts.signal);
      last = page.closed.find((c) => c.id === this.id);
    } catch {
      // What is said below holds all the same.
    }
    const { utc } = this.app.place();
    this.element.classList.toggle('bare', this.track.t.length === 0);
    if (last !== undefined && this.detail === undefined) {
      setText(this.heading, `${last.local} → ${last.remote}`);
    }
    fill(
      this.trouble,
      last === undefined
        ? notice(
            'This connection has ended',
            this.track.t.length > 0
              ? 'What was seen of it stays below.'
              : 'Nothing is kept of it any more under this name.',
          )
        : notice(
            'This connection has ended',
            `It ended at ${dateAndClock(new Date(last.ended), utc)}: ${last.how}. ${last.summary ?? ''}`,
          ),
      h(
        'p',
        { class: 'notice-more' },
        h(
          'a',
          { href: last === undefined ? '#/closed' : `#/closed/${last.number}` },
          last === undefined ? 'Connections that have ended' : 'Its last word, with all members',
        ),
      ),
    );
  }

  private take(detail: ConnectionDetail): void {
    this.detail = detail;
    setText(this.heading, `${detail.local} → ${detail.remote}`);
    this.verdict.show(detail.diagnosis);
    this.drawFacts(detail);
    const { catalogue } = this.app;
    if (this.members === undefined && catalogue !== null) {
      const may = this.app.health?.rights.set ?? false;
      this.members = new MemberTables(
        catalogue,
        may ? (group, isOn) => void this.switch(group, isOn) : undefined,
      );
      fill(this.tables, this.members.element);
    }
    this.members?.show(detail);
  }

  private async switch(group: string, isOn: boolean): Promise<void> {
    const switches = this.app.catalogue?.groups.find((g) => g.name === group)?.switches ?? [group];
    try {
      const body = { ids: [this.id], [isOn ? 'on' : 'off']: switches };
      const answer = await post<SetAnswer>('set', body);
      const failed = answer.failed[0];
      this.app.say(failed === undefined ? `${group} is ${isOn ? 'on' : 'off'}` : failed.message);
    } catch (error) {
      this.app.failed(error);
    }
  }

  private drawFacts(d: ConnectionDetail): void {
    const syn = d.groups.SynOpts ?? d.lifetime?.groups.SynOpts ?? {};
    const mss = d.groups.Path?.CurMss ?? d.lifetime?.groups.Path?.CurMss;
    const facts: [string, string][] = [
      ['Process', d.pid === null ? 'not known' : `${d.owner ?? d.process ?? ''} (${d.pid})`],
      ['State', d.state],
      [
        'Opened',
        syn.ActiveOpen === true ? 'by this host' : syn.ActiveOpen === false ? 'by the peer' : '–',
      ],
      [
        'Counted for',
        d.since === null ? 'nothing is on' : span((Date.now() - Date.parse(d.since)) / 1000),
      ],
      ['Sent', bits(d.outBitsPerSecond)],
      ['Received', bits(d.inBitsPerSecond)],
      ['RTT', rtt(d.rttMicros)],
      ['Sent again', share(d.retransShare)],
      ['Segment', typeof mss === 'number' ? bytes(mss) : '–'],
      ['Send queue', bytes(d.sendQueueBytes)],
      ['Recv. queue', bytes(d.receiveQueueBytes)],
      ['Namespace', d.netns.toString()],
    ];
    fill(
      this.facts,
      ...facts.map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text))),
    );
  }

  private drawRanges(): void {
    const { range } = this.app.place();
    fill(
      this.ranges,
      ...RANGES.map(([seconds, label]) =>
        h(
          'button',
          {
            type: 'button',
            'aria-pressed': (seconds === range).toString(),
            onclick: () => this.app.go({ range: seconds }, 'replace'),
          },
          label,
        ),
      ),
    );
  }

  private draw(): void {
    const { range, until, utc } = this.app.place();
    const end = until === 0 ? this.track.last : until;
    this.paused.hidden = until === 0;
    if (until !== 0) {
      const behind = span(Math.max(0, this.track.last - until));
      setText(this.paused, `Paused, ${behind} behind: back to live`);
    }
    if (this.track.t.length === 0) return;
    // A connection that is young has no empty stretch before it.
    const birth = (this.track.t[0] ?? 0) - this.track.everySeconds;
    const start =
      until === 0 ? Math.max(end - range, Math.min(birth, end - SHORTEST)) : end - range;
    this.ribbon.show(this.track, start, end);
    const { t, columns } = this.track.withGaps();
    this.charts.show(t, columns, start, end);
    const happenings = this.track
      .happenings(EVENTS)
      .filter((e) => e.at <= end && e.at > end - range);
    fill(
      this.events,
      ...(happenings.length === 0
        ? [h('li', { class: 'muted' }, 'No loss, no timeout, no shut window in this stretch.')]
        : happenings.map((e) =>
            h('li', {}, h('time', {}, clock(new Date(e.at * 1000), utc)), ` ${e.text}`),
          )),
    );
  }

  private save(): void {
    const text = JSON.stringify(
      { connection: this.detail ?? null, t: this.track.t, series: this.track.columns },
      null,
      1,
    );
    download('connection.json', new Blob([text], { type: 'application/json' }));
  }
}
