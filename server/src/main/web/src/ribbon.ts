// The limit ribbon: at each moment, what the sender was limited by, as a coloured band over time.

/** What holds a sender back; the order is that of the legend. */
export type Limit = 'receiver' | 'network' | 'sender' | 'unknown';

/** A stretch of time under one limit. */
export interface Band {
  readonly limit: Limit;
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** The mean part of the time, 0 to 1, that this limit held. */
  readonly share: number;
}

/** Samples a little late leave a place empty; more than so many is a gap. */
export const GAP_TICKS = 3.5;

type Column = ReadonlyArray<number | null>;

/**
 * Bands out of the parts of the time that each limit held. A point tells of the time between the
 * point before and itself; one with a gap in any column is unknown. Neighbours with one limit are
 * one band.
 *
 * @param every seconds between points
 */
export function bands(
  t: readonly number[],
  receiver: Column,
  network: Column,
  sender: Column,
  every: number,
): Band[] {
  const found: { limit: Limit; from: number; to: number; share: number; points: number }[] = [];
  for (let i = 0; i < t.length; i++) {
    const to = t[i] ?? 0;
    const from = i === 0 ? to - every : Math.max(t[i - 1] ?? 0, to - GAP_TICKS * every);
    const [limit, part] = strongest(receiver[i], network[i], sender[i]);
    const last = found.at(-1);
    if (last !== undefined && last.limit === limit && last.to === from) {
      last.share = (last.share * last.points + part) / (last.points + 1);
      last.points++;
      last.to = to;
    } else {
      found.push({ limit, from, to, share: part, points: 1 });
    }
  }
  return found.map(({ limit, from, to, share }) => ({ limit, from, to, share }));
}

function strongest(
  receiver: number | null | undefined,
  network: number | null | undefined,
  sender: number | null | undefined,
): [Limit, number] {
  if (receiver == null || network == null || sender == null) return ['unknown', 0];
  const most = Math.max(receiver, network, sender);
  if (most <= 0) return ['unknown', 0];
  // Of equal parts the one that can be mended comes first.
  if (receiver === most) return ['receiver', receiver];
  return network === most ? ['network', network] : ['sender', sender];
}

/** A band as a rectangle: left edge and width in pixels. */
export interface Box {
  readonly band: Band;
  readonly left: number;
  readonly width: number;
}

/** Where bands lie on a strip that shows from `min` to `max`; what is outside is cut off. */
export function boxes(all: readonly Band[], min: number, max: number, width: number): Box[] {
  if (!(max > min) || width <= 0) return [];
  const scale = width / (max - min);
  return all.flatMap((band) => {
    const left = Math.max(0, (band.from - min) * scale);
    const right = Math.min(width, (band.to - min) * scale);
    return right > left ? [{ band, left, width: right - left }] : [];
  });
}

/** The band at a moment, if any. */
export function bandAt(all: readonly Band[], moment: number): Band | undefined {
  return all.find((b) => moment > b.from && moment <= b.to);
}

/** How the time in view divides among the limits, parts of 1; empty if nothing is known. */
export function division(all: readonly Band[], min: number, max: number): Map<Limit, number> {
  const sums = new Map<Limit, number>();
  let total = 0;
  for (const band of all) {
    const length = Math.min(band.to, max) - Math.max(band.from, min);
    if (length > 0 && band.limit !== 'unknown') {
      sums.set(band.limit, (sums.get(band.limit) ?? 0) + length);
      total += length;
    }
  }
  for (const [limit, sum] of sums) sums.set(limit, sum / total);
  return sums;
}
