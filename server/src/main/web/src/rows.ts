// The rows of the table as the daemon tells them: a snapshot, then differences; in the order asked
// for, which stands still while somebody points at it.

import type { Connections, Delta, Row, Spark } from './contract.ts';

/** Samples a sparkline shows. */
export const SPARK = 60;

type Key = number | string | null;

const URGENT = new Set(['dead-path', 'zero-window', 'outage', 'path-mtu']);
const AS_IT_HAS_TO_BE = new Set(['capacity', 'application-paced', 'slow-start']);

/** What is to be looked at first, as the daemon ranks it: what stands still, then what is held back. */
export function rank(row: Row): number {
  const nature = row.nature;
  if (nature === null) return 6;
  if (URGENT.has(nature)) return 0;
  if (AS_IT_HAS_TO_BE.has(nature)) return 2;
  if (nature === 'unknown') return 3;
  if (nature === 'healthy') return 4;
  return nature === 'idle' ? 5 : 1;
}

/** How much a connection hurts, smaller is worse: its rank, and within it the surest and longest. */
export function badness(row: Row): number {
  const limited = row.shares === null ? 0.5 : 1 - row.shares.sender;
  return rank(row) - 0.5 * (row.confidence ?? 0) * (0.5 + limited / 2);
}

function key(row: Row, column: string): Key {
  if (column === 'worst') return badness(row);
  if (column === 'limited') return row.shares === null ? null : 1 - row.shares.sender;
  const value = row[column as keyof Row];
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

/** Compares by several columns; what is absent comes last in either direction. */
export function comparator(sort: readonly string[]): (a: Row, b: Row) => number {
  const columns = (sort.length === 0 ? ['worst'] : sort).map((name) => ({
    name: name.replace(/^-/, ''),
    sign: name.startsWith('-') ? -1 : 1,
  }));
  return (a, b) => {
    for (const { name, sign } of columns) {
      const left = key(a, name);
      const right = key(b, name);
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return sign * (left < right ? -1 : 1);
    }
    return a.connection < b.connection ? -1 : a.connection > b.connection ? 1 : 0;
  };
}

/** The rows, by id and in order. */
export class Rows {
  tick = 0;
  at = '';
  everySeconds = 1;
  total = 0;
  matched = 0;
  /** In the order that is shown. */
  shown: readonly Row[] = [];
  /** How many rows would move, come or go if the order were not held. */
  waiting = 0;

  private readonly byId = new Map<string, Row>();
  private compare = comparator([]);
  private keep: (row: Row) => boolean = () => true;
  private isHeld = false;

  order(sort: readonly string[], keep: (row: Row) => boolean): void {
    this.compare = comparator(sort);
    this.keep = keep;
    this.arrange(true);
  }

  /** Holds the order while somebody points at the table, and lets it go. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.arrange(!isHeld);
  }

  get size(): number {
    return this.byId.size;
  }

  get(id: string): Row | undefined {
    return this.byId.get(id);
  }

  snapshot(all: Connections): void {
    this.byId.clear();
    for (const row of all.connections) this.byId.set(row.id, row);
    this.everySeconds = all.everySeconds;
    this.moment(all, true);
  }

  delta(change: Delta): void {
    const changed = new Set<string>();
    for (const row of change.rows) {
      changed.add(row.id);
      this.byId.set(row.id, { ...row, spark: next(this.byId.get(row.id)?.spark, row) });
    }
    for (const id of change.gone) this.byId.delete(id);
    // A row that is not told has not changed; its lines go on all the same.
    for (const [id, row] of this.byId) {
      if (!changed.has(id)) this.byId.set(id, { ...row, spark: next(row.spark, row) });
    }
    this.moment(change, !this.isHeld || this.shown.length === 0);
  }

  private moment(
    told: { tick: number; at: string; total: number; matched: number },
    isFree: boolean,
  ): void {
    this.tick = told.tick;
    this.at = told.at;
    this.total = told.total;
    this.matched = told.matched;
    this.arrange(isFree);
  }

  private arrange(isFree: boolean): void {
    const sorted = [...this.byId.values()].filter(this.keep).sort(this.compare);
    if (isFree) {
      this.shown = sorted;
      this.waiting = 0;
      return;
    }
    // Those that are shown stay where they are, with new numbers.
    const shown = this.shown.map((row) => this.byId.get(row.id) ?? row);
    this.waiting = sorted.filter((row, i) => shown[i]?.id !== row.id).length;
    this.shown = shown;
  }
}

/** A sparkline with the row's newest values at its end. */
function next(spark: Spark | undefined, row: Row): Spark {
  const push = (old: Spark['out'] | undefined, value: number | null): Spark['out'] =>
    [...(old ?? []), value].slice(-SPARK);
  return {
    out: push(spark?.out, row.outBitsPerSecond),
    in: push(spark?.in, row.inBitsPerSecond),
    rtt: push(spark?.rtt, row.rttMicros),
    retrans: push(spark?.retrans, row.retransPerSecond),
  };
}
