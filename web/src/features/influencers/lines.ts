// Creators' public measurements as chart lines.
import type { Series } from '../../shared/chart/series';
import { isolated } from '../../shared/format/isolated';
import { formatHandle, platformNames } from '../../shared/platforms';
import { combine, countable } from '../history/combine';
import type { Influencer, PublicAccount, PublicMeasurement } from './api';
import { nameOf } from './names';

/** A line an account, of followers or of engagement; two of one platform are told apart by their handles. */
export function linesOf(
  rows: PublicMeasurement[],
  column: 'followers_count' | 'engagement_rate' = 'followers_count',
  accounts: PublicAccount[] = [],
): Series[] {
  const handles = new Map(accounts.map((account) => [account.connection_id, account.handle]));
  const lines = new Map<string, Series>();
  for (const row of rows) {
    const line = lines.get(row.connection_id) ?? {
      id: row.connection_id,
      label: `${platformNames[row.platform]} ${formatHandle(handles.get(row.connection_id) ?? '')}`.trim(),
      points: [],
    };
    line.points.push({ at: Date.parse(row.day), value: row[column] });
    lines.set(row.connection_id, line);
  }
  return [...lines.values()];
}

/** A line a creator: all accounts together, by the same rule as in the creator's own history. */
export function totalsPerInfluencer(influencers: Influencer[], rows: PublicMeasurement[]): Series[] {
  return influencers.map((influencer) => {
    const own = linesOf(rows.filter((row) => row.user_id === influencer.user_id));
    return {
      ...combine(countable(own).counted, 'followers', isolated(nameOf(influencer))),
      id: influencer.user_id,
    };
  });
}
