// The chart's data, and where its lines break: a day without a measurement is a gap, never a straight line.
export interface Point {
  /** Milliseconds since 1970; on a chart the midnight in UTC of the day of measuring. */
  at: number;
  /** Null where the figure was not known. */
  value: number | null;
  /** What is counted changed here (an account more): the line begins anew, so that it does not look like growth. */
  begins?: boolean;
}

export interface Series {
  id: string;
  label: string;
  points: Point[];
}

export type KnownPoint = Point & { value: number };

export const dayMilliseconds = 86_400_000;
/** Accounts are measured daily; a run may start a few hours later than the day before. */
const longestStep = 1.5 * dayMilliseconds;

export function knownPoints(points: Point[]): KnownPoint[] {
  return points.filter((point): point is KnownPoint => point.value !== null);
}

/** The stretches without a gap, oldest first. A stretch may be a single point. */
export function splitAtGaps(points: Point[]): KnownPoint[][] {
  const stretches: KnownPoint[][] = [];
  let previous: Point | undefined;
  for (const point of points) {
    if (point.value !== null) {
      const continues = !point.begins && previous?.value != null && point.at - previous.at <= longestStep;
      const last = stretches.at(-1);
      if (continues && last) last.push(point as KnownPoint);
      else stretches.push([point as KnownPoint]);
    }
    previous = point;
  }
  return stretches;
}

export function countGaps(points: Point[]): number {
  const later = splitAtGaps(points).slice(1);
  return later.filter(([first]) => !first?.begins).length;
}

/** Smallest and largest value with some air, so that a flat line stands in the middle. */
export function valueExtent(series: Series[]): [number, number] | null {
  const values = series.flatMap(({ points }) => knownPoints(points).map((point) => point.value));
  if (values.length === 0) return null;
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const air = (high - low) * 0.12 || Math.max(Math.abs(high) * 0.02, 0.5);
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

/** Whether only whole numbers stand on its scale: there is no half a follower. */
export function countsWhole(series: Series[]): boolean {
  return series.every(({ points }) => knownPoints(points).every(({ value }) => Number.isInteger(value)));
}

/** The moments at which at least one series has a point, oldest first. */
export function moments(series: Series[]): number[] {
  return [...new Set(series.flatMap(({ points }) => points.map((point) => point.at)))].sort((a, b) => a - b);
}
