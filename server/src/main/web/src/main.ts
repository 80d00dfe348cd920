// The page: header, keys, and the view that the address names.

import './style.css';
import { get, keepToken, Refused, Unreachable } from './api.ts';
import type { App, Line, View } from './app.ts';
import type { Catalogue, Health, Totals } from './contract.ts';
import { fill, h, setText } from './dom.ts';
import { keysDialog } from './keys.ts';
import { failure } from './notice.ts';
import { span } from './numbers.ts';
import { format, type Page, type Place, parse, START } from './url.ts';
import { NowView } from './views/now.ts';

/** What the first page does not show is loaded after it. */
const others = (): Promise<typeof import('./views/others.ts')> => import('./views/others.ts');

const THEME = 'estats-theme';
const DARK = matchMedia('(prefers-color-scheme: dark)');
const HEALTH_MS = 10_000;
const HEADER_MS = 1000;
const OTHERS_MS = 1500;
const SAID_MS = 4000;

const PAGES: ReadonlyArray<readonly [Page, string, string]> = [
  ['now', 'Now', 'n'],
  ['groups', 'Groups', 'g'],
  ['closed', 'Closed', 'c'],
  ['host', 'About this host', 'h'],
];

/** Where the address leads; a token in it, as the daemon prints it, is kept and taken out. */
function arrival(): Place {
  const given = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    keepToken(decodeURIComponent(given));
    history.replaceState(null, '', format(START));
  }
  return parse(location.hash);
}

class Shell implements App {
  catalogue: Catalogue | null = null;
  health: Health | null = null;
  readonly totals: Totals | null = null;
  private here: Place = arrival();
  private view: View | undefined;
  private shownId = '';
  private names: readonly string[] = [];
  private state: Line = { kind: 'connecting' };
  private pendingG = false;
  private saidTimer = 0;

  private readonly nav = h('nav', { 'aria-label': 'Pages' });
  private readonly lineBadge = h('span', { class: 'line', role: 'status' });
  private readonly hostName = h('span', { class: 'host-name' });
  private readonly cost = h('span', { class: 'muted own-cost' });
  private readonly main = h('main', { id: 'main', tabindex: -1 });
  private readonly said = h('div', { class: 'said', role: 'status', 'aria-live': 'polite' });
  private readonly alarm = h('div', { class: 'alarm-bar', role: 'alert', hidden: true });
  private readonly themeButton = h('button', {
    type: 'button',
    class: 'quiet',
    'aria-keyshortcuts': 't',
    onclick: () => this.nextTheme(),
  });
  private readonly utcButton = h('button', {
    type: 'button',
    class: 'quiet',
    onclick: () => this.go({ utc: !this.here.utc }, 'replace'),
  });
  private readonly keys = keysDialog();

  start(): void {
    document.body.append(
      h('a', { href: '#main', class: 'skip', onclick: (e) => this.skip(e) }, 'To the content'),
      h(
        'header',
        { class: 'page-header' },
        h('a', { class: 'brand', href: '#/now' }, 'Estats'),
        this.hostName,
        this.nav,
        h('span', { class: 'grow' }),
        this.lineBadge,
        this.cost,
        this.utcButton,
        this.themeButton,
        h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'aria-label': 'Keys',
            'aria-keyshortcuts': '?',
            onclick: () => this.keys.showModal(),
          },
          '?',
        ),
      ),
      this.alarm,
      this.main,
      this.said,
      this.keys,
    );
    window.addEventListener('hashchange', () => this.arrive(arrival()));
    document.addEventListener('keydown', (e) => this.key(e));
    DARK.addEventListener('change', () => this.redraw());
    window.setInterval(() => this.drawLine(), 1000);
    this.drawTheme();
    this.drawLine();
    this.arrive(this.here);
    // Rows first: what the header shows is asked for once they are there, or do not come.
    this.healthTimer = window.setTimeout(() => void this.load(), HEADER_MS);
    window.setTimeout(() => others().catch(() => {}), OTHERS_MS);
  }

  place(): Place {
    return this.here;
  }

  go(change: Partial<Place>, how: 'push' | 'replace' = 'replace'): void {
    const next = { ...this.here, ...change };
    const hash = format(next);
    if (hash === format(this.here)) return;
    if (how === 'push') history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
    this.arrive(next);
  }

  say(text: string): void {
    this.said.textContent = text;
    clearTimeout(this.saidTimer);
    this.saidTimer = window.setTimeout(() => {
      this.said.textContent = '';
    }, SAID_MS);
  }

  failed(error: unknown): void {
    if (error instanceof Refused && error.status === 401) this.askToken(error.message);
    else if (error instanceof Error) {
      const remedy = error instanceof Refused && error.remedy !== '' ? `. ${error.remedy}` : '';
      this.say(`${error.message}${remedy}`);
    }
  }

  line(line: Line): void {
    const wasLost = this.state.kind === 'lost';
    this.state = line;
    this.drawLine();
    if (line.kind === 'live' && (wasLost || this.health === null)) void this.load();
  }

  members(): readonly string[] {
    return this.names;
  }

  private async load(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    try {
      this.health = await get<Health>('health');
      this.drawHealth();
      if (this.catalogue === null) {
        this.catalogue = await get<Catalogue>('catalogue');
        this.names = this.catalogue.groups.flatMap((g) => g.members.map((m) => m.qualifiedName));
      }
    } catch (error) {
      if (error instanceof Refused) this.failed(error);
    }
    this.isLoading = false;
    clearTimeout(this.healthTimer);
    this.healthTimer = window.setTimeout(() => void this.load(), HEALTH_MS);
  }
  private healthTimer = 0;
  private isLoading = false;

  private drawHealth(): void {
    const { health } = this;
    if (health === null) return;
    setText(this.hostName, health.host);
    setText(
      this.cost,
      `every ${span(health.sampling.everySeconds)}${health.source === 'bpf' ? '' : ', tcp_info only'}`,
    );
    const first = health.alarms[0];
    this.alarm.hidden = first === undefined;
    if (first !== undefined) {
      const more = health.alarms.length > 1 ? ` (and ${health.alarms.length - 1} more)` : '';
      fill(this.alarm, `${first.message}${more} `, h('a', { href: '#/host' }, 'About this host'));
    }
  }

  private arrive(next: Place): void {
    const before = this.here;
    this.here = next;
    const isSame = this.view !== undefined && before.page === next.page;
    this.drawTheme();
    fill(
      this.nav,
      ...PAGES.map(([page, name, key]) =>
        h(
          'a',
          {
            href: format({ ...this.here, page, id: '', until: 0, verdict: '' }),
            'aria-current':
              page === next.page || (page === 'now' && next.page === 'connection')
                ? 'page'
                : undefined,
            'aria-keyshortcuts': `g ${key}`,
          },
          name,
        ),
      ),
    );
    if (isSame && (next.page !== 'connection' || next.id === this.shownId)) {
      this.view?.changed(before);
      return;
    }
    this.view?.close();
    this.view = undefined;
    this.shownId = next.id;
    this.arrivals++;
    if (next.page === 'now') this.show(new NowView(this), next.id);
    else void this.showOther(next.page, next.id, this.arrivals);
  }

  private show(view: View, id: string): void {
    this.view = view;
    fill(this.main, view.element);
    document.title = `${view.title}${id === '' ? '' : ` ${id}`}: Estats`;
    window.scrollTo(0, 0);
  }

  private async showOther(page: Exclude<Page, 'now'>, id: string, arrival: number): Promise<void> {
    try {
      const { made } = await others();
      // Whoever was quicker than the line has gone on already.
      if (arrival === this.arrivals) this.show(made(page, this), id);
    } catch {
      fill(this.main, failure(new Unreachable('the daemon does not answer')));
    }
  }
  private arrivals = 0;

  /** Draws all anew, as after a change of theme. */
  private redraw(): void {
    this.view?.close();
    this.view = undefined;
    this.arrive(this.here);
  }

  /** What is chosen: by the address, else by the reader before, else by neither. */
  private theme(): 'light' | 'dark' | 'system' {
    const chosen = this.here.theme || localStorage.getItem(THEME);
    return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
  }

  private drawTheme(): void {
    const theme = this.theme();
    const isDark = theme === 'system' ? DARK.matches : theme === 'dark';
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    setText(this.themeButton, `Theme: ${theme}`);
    setText(this.utcButton, this.here.utc ? 'UTC' : 'Local time');
    this.utcButton.setAttribute(
      'aria-label',
      this.here.utc ? 'Moments in UTC' : 'Moments in local time',
    );
  }

  private nextTheme(): void {
    const now = this.theme();
    if (now === 'dark') localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, now === 'system' ? 'light' : 'dark');
    this.here = { ...this.here, theme: '' };
    history.replaceState(null, '', format(this.here));
    this.redraw();
  }

  private drawLine(): void {
    const { state } = this;
    document.body.classList.toggle('stale', state.kind === 'lost');
    if (state.kind === 'lost') {
      const wait = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000));
      this.lineBadge.className = 'line lost';
      setText(this.lineBadge, `Connection lost: try ${state.tries + 1} in ${wait} s`);
    } else {
      this.lineBadge.className = `line ${state.kind}`;
      setText(this.lineBadge, state.kind === 'live' ? 'Live' : 'Connecting …');
    }
  }

  askToken(message: string): void {
    if (document.querySelector('.token') !== null) return;
    const field = h('input', {
      type: 'password',
      autocomplete: 'off',
      'aria-label': 'Token',
      required: true,
    });
    const dialog = h(
      'dialog',
      { class: 'token', 'aria-label': 'Token', onclose: () => dialog.remove() },
      h(
        'form',
        {
          onsubmit: (e) => {
            e.preventDefault();
            keepToken(field.value.trim());
            dialog.remove();
            this.redraw();
            void this.load();
          },
        },
        h('h2', {}, 'Token'),
        h(
          'p',
          {},
          `${message}. The daemon's configuration names its file; this tab keeps it until it is closed.`,
        ),
        field,
        h('button', { type: 'submit' }, 'Go on'),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  }

  private skip(event: Event): void {
    event.preventDefault();
    this.main.focus();
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented)
      return;
    if (document.querySelector('dialog[open]') !== null) return;
    // On a button or a fold, space and Enter are its own.
    const isControl = /^(BUTTON|SUMMARY|A)$/.test(target.tagName);
    if (isControl && (event.key === ' ' || event.key === 'Enter')) return;
    if (this.pageKey(event.key) || this.view?.key?.(event) === true) event.preventDefault();
  }

  private pageKey(key: string): boolean {
    if (this.pendingG) {
      this.pendingG = false;
      const page = PAGES.find(([, , letter]) => letter === key)?.[0];
      if (page !== undefined) this.go({ page, id: '', until: 0, verdict: '' }, 'push');
      return page !== undefined;
    }
    switch (key) {
      case 'g':
        this.pendingG = true;
        return true;
      case '?':
        this.keys.showModal();
        return true;
      case 't':
        this.nextTheme();
        return true;
      default:
        return false;
    }
  }
}

new Shell().start();
