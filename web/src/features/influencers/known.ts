// Of how many of a creator's accounts a figure is known: the mean of one of three is not that of three.
import type { Influencer, PublicAccount } from './api';

type Known = Extract<
  keyof Influencer & keyof PublicAccount,
  'followers' | 'engagement_rate' | 'average_views' | 'growth_30_days'
>;

/** The share of a growth is of the same accounts as the growth. */
export type Figured = Known | 'growth_30_days_percent';

export function knownOf({ platforms }: Influencer, figure: Figured): { known: number; all: number } {
  const column = figure === 'growth_30_days_percent' ? 'growth_30_days' : figure;
  return { known: platforms.filter((account) => account[column] !== null).length, all: platforms.length };
}
