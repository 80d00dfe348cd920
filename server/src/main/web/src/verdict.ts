// The verdict in a sentence, why, and what to do.

import { VERDICTS } from './columns.ts';
import type { Diagnosis } from './contract.ts';
import { fill, h } from './dom.ts';
import { bits, digits, share, span } from './numbers.ts';
import { sharesBar } from './spark.ts';

type Input = Diagnosis['evidence'][number]['inputs'][number];

function input(i: Input): string {
  const value =
    i.value === null ? '–' : i.unit === '' ? digits(i.value) : `${digits(i.value)} ${i.unit}`;
  return `${i.name} ${value}`;
}

export class VerdictPanel {
  readonly element = h('section', { class: 'verdict-panel', 'aria-label': 'Verdict' });
  private shown = '';
  private isOpen = true;

  show(diagnosis: Diagnosis | null): void {
    const text = JSON.stringify(diagnosis);
    if (text === this.shown) return;
    this.shown = text;
    if (diagnosis === null) {
      fill(
        this.element,
        h(
          'p',
          { class: 'sentence' },
          'No verdict yet: it takes two readings of the groups switched on.',
        ),
      );
      return;
    }
    const d = diagnosis;
    const nature = d.nature === 'unknown' ? '' : `, ${d.nature.replaceAll('-', ' ')}`;
    const sure = d.verdict === 'cannot-say' ? '' : ` (${share(d.confidence)} sure)`;
    fill(
      this.element,
      h(
        'p',
        { class: 'sentence' },
        h('span', { class: `badge ${d.verdict}` }, VERDICTS[d.verdict] ?? d.verdict),
        h('strong', {}, `${nature.replace(', ', '')}${sure}: `),
        `${d.summary}.`,
      ),
      d.shares === null ? null : h('div', { class: 'wide-bar' }, sharesBar(d.shares)),
      h('p', { class: 'advice' }, h('b', {}, 'Do: '), d.advice),
      this.why(d),
    );
  }

  private why(d: Diagnosis): HTMLElement {
    return h(
      'details',
      {
        open: this.isOpen,
        ontoggle: (e) => {
          this.isOpen = (e.target as HTMLDetailsElement).open;
        },
      },
      h('summary', {}, 'Why'),
      d.evidence.length === 0
        ? h('p', {}, 'Nothing speaks for anything else.')
        : h(
            'ul',
            {},
            ...d.evidence.map((e) =>
              h(
                'li',
                {},
                `${e.text} `,
                h('span', { class: 'muted' }, `(${e.nature}; ${e.inputs.map(input).join(', ')})`),
              ),
            ),
          ),
      h(
        'p',
        { class: 'muted' },
        [
          `Watched for ${span(d.seconds)}, data going ${d.flow === 'out' ? 'out' : 'in'}.`,
          d.bitsPerSecond === null ? '' : `${bits(d.bitsPerSecond)} got across.`,
          d.ceilingBitsPerSecond === null
            ? ''
            : `The limit allows ${bits(d.ceilingBitsPerSecond)}.`,
          d.wouldChange === '' ? '' : `Unless ${d.wouldChange}.`,
        ]
          .filter((t) => t !== '')
          .join(' '),
      ),
      d.untold.length === 0
        ? null
        : h('p', { class: 'muted' }, `Could not be told: ${d.untold.join('; ')}.`),
    );
  }
}
