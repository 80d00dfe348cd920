// What is shown where there is nothing to show: why, and what to do.

import { Refused, Unreachable } from './api.ts';
import { h } from './dom.ts';

/** A designed emptiness: a heading, a sentence, and a command to copy. */
export function notice(heading: string, text: string, command = ''): HTMLElement {
  return h(
    'div',
    { class: 'notice' },
    h('h2', {}, heading),
    h('p', {}, text),
    command === '' ? null : h('p', {}, h('code', {}, command)),
  );
}

/** The same for what went wrong. */
export function failure(error: unknown): HTMLElement {
  if (error instanceof Refused) {
    const heading = error.status === 404 ? 'Not there' : 'Refused';
    return notice(heading, error.message.replace(/[^.!?]$/, '$&.'), error.remedy);
  }
  if (error instanceof Unreachable) {
    return notice(
      'The daemon does not answer',
      'The last data stays as it was; the page tries again by itself.',
      'systemctl status estats',
    );
  }
  return notice('Something went wrong', error instanceof Error ? error.message : String(error));
}

/** A button that copies a text and says so. */
export function copyButton(
  label: string,
  text: () => string,
  say: (text: string) => void,
): HTMLButtonElement {
  return h('button', { type: 'button', onclick: () => void copy(text(), say) }, label);
}

/** Puts a text on the clipboard; where the browser forbids that, shows it to be copied by hand. */
export async function copy(text: string, say: (text: string) => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied');
  } catch {
    prompt('Copy this:', text);
  }
}
