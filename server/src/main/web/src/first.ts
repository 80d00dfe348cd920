// The rows of the first screen, which the daemon puts into the page for whoever may read.

import type { Connections, Totals } from './contract.ts';
import { type Place, START } from './url.ts';

export interface First {
  readonly connections: Connections;
  readonly totals: Totals;
}

/** What came with the page, once; later there is something newer. */
export function takeFirst(): First | null {
  const element = document.querySelector('#first-rows');
  element?.remove();
  try {
    return element === null ? null : (JSON.parse(element.textContent ?? '') as First);
  } catch {
    return null;
  }
}

/** Whether the first rows are those that the address asks for. */
export function isUsual(place: Place): boolean {
  return (
    place.page === START.page &&
    place.query === '' &&
    place.verdict === '' &&
    !place.all &&
    (place.sort.length === 0 || place.sort.join() === 'worst')
  );
}
