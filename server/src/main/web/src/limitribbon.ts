// The limit ribbon on the page: the bands of ribbon.ts as boxes, with the division in words.

import { fill, h, setText } from './dom.ts';
import { clock, share, span } from './numbers.ts';
import { type Band, bandAt, bands, boxes, division, type Limit } from './ribbon.ts';
import { LIMIT_SERIES } from './traces.ts';
import type { Track } from './track.ts';

const WORDS: Readonly<Record<Limit, string>> = {
  receiver: "receiver's window",
  network: 'network',
  sender: 'sender itself',
  unknown: 'not known',
};

const SHORT: Readonly<Record<Limit, string>> = {
  receiver: 'receiver',
  network: 'network',
  sender: 'sender',
  unknown: '',
};

/** A band narrower than this has no room for its name. */
const NAME_PX = 62;

export class LimitRibbon {
  readonly element: HTMLElement;
  private readonly strip = h('div', { class: 'ribbon' });
  private readonly words = h('p', { class: 'ribbon-words' });
  private readonly mark = h('div', { class: 'ribbon-mark', hidden: true });
  private all: readonly Band[] = [];
  private min = 0;
  private max = 0;
  private readonly utc: () => boolean;

  constructor(utc: () => boolean) {
    this.utc = utc;
    this.element = h(
      'section',
      { class: 'chart ribbon-section', 'aria-label': 'Limited by, over time' },
      h('header', {}, h('h2', {}, 'Limited by'), this.words),
      h('div', { class: 'ribbon-frame' }, this.strip, this.mark),
    );
  }

  show(track: Track, min: number, max: number): void {
    this.min = min;
    this.max = max;
    this.all = bands(
      track.t,
      track.column(LIMIT_SERIES.receiver),
      track.column(LIMIT_SERIES.network),
      track.column(LIMIT_SERIES.sender),
      track.everySeconds,
    );
    const width = this.strip.clientWidth || 800;
    fill(
      this.strip,
      ...boxes(this.all, min, max, width).map(({ band, left, width: wide }) => {
        const time = `${clock(new Date(band.from * 1000), this.utc())}, ${span(band.to - band.from)}`;
        const part = band.limit === 'unknown' ? '' : `, ${share(band.share)} of the time`;
        const box = h(
          'div',
          { class: `band ${band.limit}`, title: `${WORDS[band.limit]} ${time}${part}` },
          wide > NAME_PX ? SHORT[band.limit] : '',
        );
        box.style.left = `${left}px`;
        box.style.width = `${Math.max(1, wide)}px`;
        return box;
      }),
    );
    setText(this.words, this.divided());
  }

  private divided(): string {
    const parts = division(this.all, this.min, this.max);
    if (parts.size === 0) return 'not collected: group SndCong is off, or nothing was sent';
    return [...parts]
      .sort((a, b) => b[1] - a[1])
      .map(([limit, part]) => `${WORDS[limit]} ${share(part)}`)
      .join(', ');
  }

  /** Marks the moment that the pointer is at in the charts. */
  cursor(moment: number | null): void {
    const isIn = moment !== null && moment >= this.min && moment <= this.max;
    this.mark.hidden = !isIn;
    if (!isIn) {
      setText(this.words, this.divided());
      return;
    }
    const part = (moment - this.min) / (this.max - this.min);
    this.mark.style.left = `${part * 100}%`;
    const band = bandAt(this.all, moment);
    setText(this.words, band === undefined ? 'not known here' : WORDS[band.limit]);
  }
}
