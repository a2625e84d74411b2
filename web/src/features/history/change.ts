// How a figure changed over a period, said only where both ends were measured.
import { dayMilliseconds, knownPoints, type Point } from '../../shared/chart/series';

export interface Change {
  last: number;
  lastAt: number;
  /** Null with a single measurement. */
  difference: number | null;
  /** Null for a rate that began at zero. */
  percent: number | null;
  firstAt: number;
  /** Whether measuring began only after the period did; a line that begins anew, since an account was added, had begun. */
  shorter: boolean;
}

export function changeOver(points: Point[], periodStart: number): Change | null {
  const lastBeginning = points.findLastIndex((point) => point.begins);
  const known = knownPoints(points.slice(Math.max(0, lastBeginning)));
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return null;
  const difference = known.length > 1 ? last.value - first.value : null;
  return {
    last: last.value,
    lastAt: last.at,
    difference,
    percent: difference !== null && first.value !== 0 ? (difference / first.value) * 100 : null,
    firstAt: first.at,
    shorter: lastBeginning <= 0 && first.at - periodStart > 1.5 * dayMilliseconds,
  };
}
