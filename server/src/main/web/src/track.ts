// The series of one connection as they grow: what was fetched, and what has come since.

import type { Series } from './contract.ts';
import { GAP_TICKS } from './ribbon.ts';
import { CHARTS, LIMIT_SERIES } from './traces.ts';

type Column = (number | null)[];

/** An event worth naming, found in the series. */
export interface Happening {
  readonly at: number;
  readonly text: string;
}

/**
 * The places at which a sample was taken. One a little late leaves a place empty, which is no gap: a
 * rate tells of all the time since the sample before.
 */
function sampled(series: Series): number[] {
  const columns = Object.values(series.series);
  return series.t.flatMap((_, i) => (columns.some((c) => (c[i] ?? null) !== null) ? [i] : []));
}

export class Track {
  t: number[] = [];
  columns: Record<string, Column> = {};
  everySeconds = 1;
  heldSeconds = 0;

  /** Adds points; those that are known already are replaced. */
  add(series: Series, keepSeconds: number): void {
    this.everySeconds = series.everySeconds;
    this.heldSeconds = series.heldSeconds;
    const fresh = sampled(series);
    const first = series.t[fresh[0] ?? 0];
    if (fresh.length === 0 || first === undefined) return;
    let keep = this.t.length;
    while (keep > 0 && (this.t[keep - 1] ?? 0) >= first - 1e-6) keep--;
    const start = Math.max(
      0,
      this.t.findIndex((at) => at >= (series.t.at(-1) ?? 0) - keepSeconds),
    );
    const before = this.t.slice(start, keep);
    for (const name of new Set([...Object.keys(this.columns), ...Object.keys(series.series)])) {
      const old =
        this.columns[name]?.slice(start, keep) ?? new Array<null>(before.length).fill(null);
      const column = series.series[name];
      this.columns[name] = [...old, ...fresh.map((i) => column?.[i] ?? null)];
    }
    this.t = [...before, ...fresh.map((i) => series.t[i] ?? 0)];
  }

  /** Forgets what lies after now: the clock was set back, and the daemon tells it anew. */
  heed(now: number): void {
    if (this.last <= now + GAP_TICKS * this.everySeconds) return;
    this.t = [];
    this.columns = {};
  }

  /** The same with an empty point in each gap, so that no line is drawn over it. */
  withGaps(): {
    readonly t: readonly number[];
    readonly columns: Readonly<Record<string, Column>>;
  } {
    const t: number[] = [];
    const from: (number | null)[] = [];
    this.t.forEach((at, i) => {
      const before = this.t[i - 1];
      if (before !== undefined && at - before > GAP_TICKS * this.everySeconds) {
        t.push((at + before) / 2);
        from.push(null);
      }
      t.push(at);
      from.push(i);
    });
    const columns: Record<string, Column> = {};
    for (const [name, column] of Object.entries(this.columns)) {
      columns[name] = from.map((i) => (i === null ? null : (column[i] ?? null)));
    }
    return { t, columns };
  }

  column(name: string): Column {
    return this.columns[name] ?? [];
  }

  get last(): number {
    return this.t.at(-1) ?? 0;
  }

  /** What happened, newest first: losses, timeouts, a window that shut. */
  happenings(limit: number): Happening[] {
    const found: Happening[] = [];
    const tell = (name: string, text: (n: number) => string): void => {
      this.column(name).forEach((rate, i) => {
        if (rate !== null && rate > 0) {
          found.push({
            at: this.t[i] ?? 0,
            text: text(Math.max(1, Math.round(rate * this.everySeconds))),
          });
        }
      });
    };
    const plural = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
    tell('Path.Timeouts', (n) => plural(n, 'retransmission timeout', 'retransmission timeouts'));
    tell('Path.FastRetran', (n) => plural(n, 'fast retransmit', 'fast retransmits'));
    tell('Path.PktsRetrans', (n) => plural(n, 'segment sent again', 'segments sent again'));
    tell('Path.EceRcvd', (n) => plural(n, 'segment marked by ECN', 'segments marked by ECN'));
    this.column('ObsRec.CurRwinRcvd').forEach((window, i, all) => {
      const before = all[i - 1] ?? null;
      if (window === 0 && before !== 0 && before !== null) {
        found.push({ at: this.t[i] ?? 0, text: "the peer's window shut" });
      } else if (before === 0 && window !== null && window > 0) {
        found.push({ at: this.t[i] ?? 0, text: "the peer's window opened" });
      }
    });
    return found.sort((a, b) => b.at - a.at).slice(0, limit);
  }
}

/** The series a connection's page asks for. */
export const NAMES: readonly string[] = [
  ...new Set([
    ...Object.values(LIMIT_SERIES),
    ...CHARTS.flatMap((chart) => chart.traces.map((trace) => trace.name)),
  ]),
];
