// What an account's change in followers is since: the day before, or, where days were missed, an earlier date.
import type { Point } from '../../shared/chart/series';
import type { Connection } from './api';

const hour = 3_600_000;
/** The server compares with the newest measurement that is at least this much older. */
const baseAge = 20 * hour;
/** Accounts are measured daily; a run may come some hours later than the day before. */
const longestDay = 36 * hour;

export interface Growth {
  value: number;
  since: number;
  /** Whether it is the growth of the last day: measured lately, and the day before. */
  daily: boolean;
}

type Measured = Pick<Connection, 'followers_growth' | 'last_synced_at'>;

/** Null where the measurement it is compared with is not among `points`, which are oldest first. */
export function growthOf(connection: Measured, points: Point[], now: number): Growth | null {
  if (connection.followers_growth === null || connection.last_synced_at === null) return null;
  const measuredAt = Date.parse(connection.last_synced_at);
  const base = points.findLast(({ at }) => at <= measuredAt - baseAge);
  if (!base) return null;
  const daily = now - measuredAt <= longestDay && measuredAt - base.at <= longestDay;
  return { value: connection.followers_growth, since: base.at, daily };
}
