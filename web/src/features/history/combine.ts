// Turns measurements into chart lines: one an account, or all accounts as one.
import { dayMilliseconds, knownPoints, type Point, type Series } from '../../shared/chart/series';
import { meanOfRates } from '../../shared/format/rates';
import { formatHandle, platformNames } from '../../shared/platforms';
import { type Measurement, type Metric, metricColumns } from './api';

export function dayOf(at: number): number {
  return Math.floor(at / dayMilliseconds) * dayMilliseconds;
}

/** One line an account; of several measurements on one day the last counts. */
export function linesPerAccount(history: Measurement[], metric: Metric): Series[] {
  const accounts = new Map<string, { label: string; byDay: Map<number, number | null> }>();
  for (const row of history) {
    const account = accounts.get(row.connection_id) ?? {
      label: `${platformNames[row.platform]} ${formatHandle(row.platform_username)}`,
      byDay: new Map<number, number | null>(),
    };
    account.byDay.set(dayOf(Date.parse(row.synced_at)), row[metricColumns[metric]]);
    accounts.set(row.connection_id, account);
  }
  return [...accounts].map(([id, { label, byDay }]) => ({
    id,
    label,
    points: [...byDay].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value })),
  }));
}

const leftOutAfter = 7 * dayMilliseconds;

/**
 * Which accounts can be added up: those with a known figure that is still being measured. One that is not (access ended
 * a week ago, a hidden count) is left out of the whole line and named, so that its end never looks like a loss. So is at
 * once what is somebody else's, for the days on which it was this one's, too.
 */
export function countable(
  lines: Series[],
  takenOver: ReadonlySet<string> = new Set(),
): { counted: Series[]; leftOut: Series[] } {
  const lastKnown = (line: Series) => knownPoints(line.points).at(-1)?.at ?? -Infinity;
  const own = lines.filter(({ id }) => !takenOver.has(id));
  const newest = Math.max(...own.map(lastKnown));
  const counted = own.filter((line) => lastKnown(line) > newest - leftOutAfter);
  return { counted, leftOut: lines.filter((line) => !counted.includes(line)) };
}

/**
 * All accounts as one line: the sum, or the mean for a rate. An account counts from its first measurement on;
 * a day on which one that counts was not measured is unknown, so that a failed sync never looks like a loss.
 */
export function combine(lines: Series[], metric: Metric, label: string): Series {
  const days = [...new Set(lines.flatMap((line) => line.points.map((point) => point.at)))].sort(
    (a, b) => a - b,
  );
  const valuesByDay = lines.map((line) => new Map(line.points.map((point) => [point.at, point.value])));
  const firstDays = lines.map((line) => line.points[0]?.at ?? Infinity);

  let countedBefore = 0;
  const points = days.map((day): Point => {
    const values = valuesByDay
      .filter((_, index) => (firstDays[index] ?? Infinity) <= day)
      .map((values) => values.get(day) ?? null);
    const known = values.filter((value) => value !== null);
    const begins = values.length > countedBefore;
    if (known.length < values.length) return { at: day, value: null };
    countedBefore = values.length;
    const value =
      metric === 'engagement' ? meanOfRates(known) : known.reduce((total, count) => total + count, 0);
    return { at: day, value, ...(begins && { begins }) };
  });
  return { id: 'together', label, points };
}
