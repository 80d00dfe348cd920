// The search box: understands while one types, underlines what it does not, completes names.

import { fill, h } from './dom.ts';
import { completions, parseQuery, type Query } from './query.ts';

const PATIENCE_MS = 200;

export class SearchBox {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly mirror: HTMLElement;
  private readonly wrong: HTMLElement;
  private readonly names: HTMLDataListElement;
  private readonly members: () => readonly string[];
  private timer = 0;

  constructor(text: string, members: () => readonly string[], changed: (text: string) => void) {
    this.members = members;
    this.names = h('datalist', { id: 'query-names' });
    this.input = h('input', {
      type: 'search',
      class: 'query',
      value: text,
      placeholder: 'address, port, process, retrans>0, rtt>100ms, state=ESTABLISHED …',
      'aria-label': 'Search connections',
      'aria-describedby': 'query-wrong',
      'aria-keyshortcuts': '/',
      list: 'query-names',
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: () => {
        this.check();
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => changed(this.input.value), PATIENCE_MS);
      },
      onscroll: () => {
        this.mirror.scrollLeft = this.input.scrollLeft;
      },
      onkeydown: (e) => {
        const event = e as KeyboardEvent;
        if (event.key === 'Enter') {
          clearTimeout(this.timer);
          changed(this.input.value);
        } else if (event.key === 'Escape') {
          event.stopPropagation();
          this.input.blur();
        }
      },
    });
    this.input.value = text;
    this.mirror = h('div', { class: 'query-mirror', 'aria-hidden': 'true' });
    this.wrong = h('p', { id: 'query-wrong', class: 'query-wrong', role: 'status' });
    this.element = h(
      'div',
      { class: 'search' },
      h('div', { class: 'query-box' }, this.input, this.mirror),
      this.names,
      this.wrong,
    );
    this.check();
  }

  get query(): Query {
    return parseQuery(this.input.value, this.members());
  }

  set text(value: string) {
    if (this.input.value.trim() !== value.trim() && document.activeElement !== this.input) {
      this.input.value = value;
    }
    this.check();
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  /** What the daemon does not accept of it; empty if it does. */
  refuse(message: string): void {
    const own = this.query.terms.filter((t) => t.wrong !== '').map((t) => t.wrong);
    this.wrong.textContent = [...own, ...(message === '' ? [] : [message])].join('; ');
    this.input.setAttribute('aria-invalid', this.wrong.textContent === '' ? 'false' : 'true');
  }

  private check(): void {
    const text = this.input.value;
    const pieces: (Node | string)[] = [];
    let at = 0;
    for (const term of this.query.terms) {
      pieces.push(text.slice(at, term.start));
      pieces.push(h('span', { class: term.wrong === '' ? '' : 'wrong' }, term.text));
      at = term.end;
    }
    fill(this.mirror, ...pieces);
    this.complete();
    this.refuse('');
  }

  private complete(): void {
    const cut = this.input.value.lastIndexOf(' ') + 1;
    const head = this.input.value.slice(0, cut);
    const begun = this.input.value.slice(cut).toLowerCase();
    const names = completions(this.members())
      .filter((name) => begun !== '' && name.toLowerCase().startsWith(begun) && name !== begun)
      .slice(0, 12);
    fill(this.names, ...names.map((name) => h('option', { value: head + name })));
  }
}
