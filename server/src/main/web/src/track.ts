// The series of one connection as they grow: what was fetched, and what has come since.

import type { Series } from './contract.ts';
import { CHARTS, LIMIT_SERIES } from './traces.ts';

type Column = (number | null)[];

/** An event worth naming, found in the series. */
export interface Happening {
  readonly at: number;
  readonly text: string;
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
    const first = series.t[0];
    if (first === undefined) return;
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
      const fresh = series.series[name] ?? new Array<null>(series.t.length).fill(null);
      this.columns[name] = [...old, ...fresh];
    }
    this.t = [...before, ...series.t];
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
