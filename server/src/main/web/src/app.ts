// What every view is given, and what every view is.

import type { Catalogue, Health, Totals } from './contract.ts';
import type { Place } from './url.ts';

/** Whether the daemon is there. */
export type Line =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly tries: number; readonly retryAt: number };

export interface App {
  place(): Place;
  /** Changes the address; a change within a view replaces it, so that Back leaves the view. */
  go(change: Partial<Place>, how?: 'push' | 'replace'): void;
  /** Says something to people who cannot see it, and shortly to those who can. */
  say(text: string): void;
  /** Shows what went wrong; asks for a token if that is what is missing. */
  failed(error: unknown): void;
  /** Asks for a token that may do more. */
  askToken(why: string): void;
  /** Tells the header how the stream fares: live once it has said something. */
  line(line: Line): void;
  readonly catalogue: Catalogue | null;
  readonly health: Health | null;
  readonly totals: Totals | null;
  /** Names of all members, once they are known. */
  members(): readonly string[];
}

export interface View {
  readonly element: HTMLElement;
  readonly title: string;
  /** The address has changed, the page has not. */
  changed(before: Place): void;
  /** A key that is not one of the page; true if the view has taken it. */
  key?(event: KeyboardEvent): boolean;
  close(): void;
}
