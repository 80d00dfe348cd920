// About this host: what works and why not, what it costs, what stands.

import { get, request } from '../api.ts';
import type { App, View } from '../app.ts';
import type { Cost, Health, Rules } from '../contract.ts';
import { download, fill, h } from '../dom.ts';
import { failure, notice } from '../notice.ts';
import { ABSENT, bytes, count, dateAndClock, share, span } from '../numbers.ts';
import type { Place } from '../url.ts';

const EVERY_MS = 3000;
/** Groups that can be switched on. */
const ALL_GROUPS = 8;

type Pair = readonly [string, string | Node];

function pairs(...all: Pair[]): HTMLElement {
  return h(
    'dl',
    { class: 'pairs' },
    ...all.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}

const millis = (value: number): string => `${value.toFixed(1)} ms`;

function table(
  caption: string,
  head: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((text) => h('td', {}, text))))),
    ),
  );
}

export class HostView implements View {
  readonly title = 'About this host';
  readonly element = h('div', { class: 'view host' });
  private readonly app: App;
  private readonly aborts = new AbortController();
  private readonly body = h('div', { class: 'cards' });
  private timer = 0;
  private tries = 0;
  private drawn = '';

  constructor(app: App) {
    this.app = app;
    fill(
      this.element,
      h(
        'div',
        { class: 'toolbar' },
        h('h1', {}, 'About this host'),
        h('span', { class: 'grow' }),
        h(
          'button',
          {
            type: 'button',
            title: 'What somebody who helps needs to know; addresses are hashed',
            onclick: () => void this.bundle(),
          },
          'Support bundle',
        ),
        h('a', { href: 'api/v1/openapi.json' }, 'OpenAPI'),
        h('a', { href: 'metrics' }, 'Metrics'),
      ),
      this.body,
    );
    void this.poll();
  }

  changed(_before: Place): void {
    this.drawn = '';
  }

  close(): void {
    this.aborts.abort();
    clearTimeout(this.timer);
  }

  private async poll(): Promise<void> {
    const { signal } = this.aborts;
    let wait = EVERY_MS;
    try {
      const [health, cost] = await Promise.all([
        get<Health>('health', {}, signal),
        get<Cost>('cost', {}, signal),
      ]);
      const rules = health.rules === null ? null : await get<Rules>('rules', {}, signal);
      this.app.line({ kind: 'live' });
      this.tries = 0;
      this.draw(health, cost, rules);
    } catch (error) {
      if (signal.aborted) return;
      this.tries++;
      wait = Math.min(15_000, 500 * 2 ** this.tries);
      if (error instanceof Error && 'status' in error) this.app.failed(error);
      else this.app.line({ kind: 'lost', tries: this.tries, retryAt: Date.now() + wait });
      if (this.body.childElementCount === 0) fill(this.body, failure(error));
    }
    if (!signal.aborted) this.timer = window.setTimeout(() => void this.poll(), wait);
  }

  private draw(health: Health, cost: Cost, rules: Rules | null): void {
    const text = JSON.stringify([health, cost, rules]);
    if (text === this.drawn) return;
    this.drawn = text;
    fill(
      this.body,
      this.alarms(health),
      this.sources(health),
      this.cost(health, cost),
      this.sampling(health),
      this.history(health),
      this.hooks(health),
      this.rules(rules),
      this.versions(health),
    );
  }

  private moment(text: string | null | undefined): string {
    return text === null || text === undefined
      ? ABSENT
      : dateAndClock(new Date(text), this.app.place().utc);
  }

  private card(title: string, ...content: (Node | null)[]): HTMLElement {
    return h('section', { class: 'card', 'aria-label': title }, h('h2', {}, title), ...content);
  }

  private alarms(health: Health): HTMLElement {
    if (health.alarms.length === 0) {
      return this.card(
        'Health',
        h('p', {}, h('span', { class: 'badge none' }, 'ok'), ' Nothing is amiss.'),
      );
    }
    return this.card(
      'Health',
      ...health.alarms.map((alarm) =>
        h(
          'div',
          { class: 'alarm' },
          h('p', {}, h('span', { class: 'badge network' }, alarm.name), ` ${alarm.message}`),
          alarm.remedy === '' ? null : h('p', {}, h('code', {}, alarm.remedy)),
          h('p', { class: 'muted' }, `since ${this.moment(alarm.since)}`),
        ),
      ),
    );
  }

  private sources(health: Health): HTMLElement {
    return this.card(
      'What is measured with',
      health.source === 'sock_diag'
        ? notice(
            'Only tcp_info',
            'The collector is not there, so times, windows over time and causes of loss are not told.',
            'sudo ./estats doctor',
          )
        : null,
      ...health.sources.map((source) =>
        h(
          'div',
          { class: 'source' },
          h(
            'p',
            {},
            h(
              'span',
              { class: `badge ${source.works ? 'none' : 'cannot-say'}` },
              source.works ? 'works' : 'does not',
            ),
            ` ${source.name}`,
            source.why === '' ? null : h('span', { class: 'muted' }, `: ${source.why}`),
          ),
          source.works || source.remedy === '' ? null : h('p', {}, h('code', {}, source.remedy)),
        ),
      ),
    );
  }

  private cost(health: Health, cost: Cost): HTMLElement {
    const { runs, nanos } = cost.kernel;
    const kernel =
      runs === null || nanos === null
        ? 'not measured (kernel.bpf_stats_enabled is 0)'
        : runs === 0
          ? 'no run yet'
          : `${count(nanos / runs)} ns a run, ${count(runs)} runs`;
    return this.card(
      'What it costs',
      pairs(
        [
          'Processor',
          `${share(cost.cpuShare)} of one core, ${span(cost.cpuSeconds)} since it began`,
        ],
        ['Memory', `${bytes(cost.rssBytes)}, heap ${bytes(cost.heapBytes)}`],
        [
          'Series',
          `${bytes(cost.seriesBytes)} of ${bytes(health.series.bytesMax)}, ${span(health.series.heldSeconds)} back`,
        ],
        ['A sample', millis(cost.sampleMillis)],
        ['A round of diagnoses', millis(cost.diagnoseMillis)],
        ['A batch of history', millis(cost.historyMillis)],
        ['In the kernel', kernel],
        ['Live clients', count(health.streams)],
      ),
    );
  }

  private sampling(health: Health): HTMLElement {
    const s = health.sampling;
    return this.card(
      'Sampling',
      pairs(
        ['Every', span(s.everySeconds)],
        ['Connections', count(s.connections)],
        ['The last took', millis(s.lastMillis)],
        ['Left out, being late', count(s.late)],
        ['Last words missed', count(health.closedMissed)],
      ),
    );
  }

  private history(health: Health): HTMLElement {
    const { state, path, bytes: size, bytesMax, reason } = health.history;
    if (state === 'off') {
      return this.card('History', h('p', {}, 'Not kept. The configuration file switches it on.'));
    }
    return this.card(
      'History',
      state === 'stopped'
        ? h('p', { class: 'alarm' }, `Recording has stopped: ${reason ?? ''}`)
        : null,
      pairs(
        ['State', state],
        ['File', path ?? ABSENT],
        ['Size', `${bytes(size)} of ${bytes(bytesMax)}`],
      ),
    );
  }

  private hooks(health: Health): HTMLElement {
    if (health.hooks.length === 0)
      return this.card('Hooks', h('p', {}, 'None: the collector is not loaded.'));
    return this.card(
      'Hooks',
      table(
        'What runs in the kernel',
        ['Hook', 'Attached', 'Runs', 'Skipped'],
        health.hooks.map((hook) => [
          hook.name,
          hook.attached ? 'yes' : 'no',
          count(hook.runs),
          count(hook.skipped),
        ]),
      ),
    );
  }

  private rules(rules: Rules | null): HTMLElement {
    if (rules === null) {
      return this.card(
        'Rules',
        notice(
          'Which rules stand is not known',
          'Only root may see them; so may a daemon of root.',
        ),
      );
    }
    if (rules.rules.length === 0) {
      return this.card(
        'Rules',
        notice(
          'No rule stands',
          'A rule switches connections on when they are opened.',
          'sudo ./estats enable --new port=443',
        ),
      );
    }
    return this.card(
      'Rules',
      table(
        'What is switched on at birth',
        ['Number', 'Which', 'Groups', 'Sample', 'Switched on', 'From'],
        rules.rules.map((rule) => [
          rule.id.toString(),
          rule.filter,
          rule.groups.length >= ALL_GROUPS ? 'all' : rule.groups.join(', '),
          rule.oneIn === 1 ? 'all' : `1 in ${rule.oneIn}`,
          count(rule.matched),
          rule.ours ? 'configuration' : 'command line',
        ]),
      ),
    );
  }

  private versions(health: Health): HTMLElement {
    const { privileges, rights } = health;
    return this.card(
      'Versions and rights',
      pairs(
        ['Estats', health.version],
        ['Host', health.host],
        ['Kernel', health.kernel],
        ['Running since', this.moment(health.started)],
        ['You may', rights.set ? 'read and set' : this.askAdmin()],
        ['The daemon is', `user ${privileges.uid}`],
        ['It has kept', privileges.capabilities.join(', ') || 'no capability'],
      ),
    );
  }

  private askAdmin(): HTMLElement {
    return h(
      'span',
      {},
      'read ',
      h(
        'button',
        {
          type: 'button',
          onclick: () => this.app.askToken('The admin token lets you switch collection on and off'),
        },
        'Give the admin token',
      ),
    );
  }

  private async bundle(): Promise<void> {
    try {
      const response = await request('api/v1/bundle', { signal: this.aborts.signal });
      download('estats-bundle.zip', await response.blob());
    } catch (error) {
      this.app.failed(error);
    }
  }
}
