// The merchant's filters: kept in the address, so that a search can be bookmarked and shared; turned into a query.
import type { Query } from '../../shared/http/client';
import { isPlatform } from '../../shared/platforms';

export const sortOrders = [
  'followers',
  'engagement_rate',
  'growth_30_days',
  'average_views',
  'display_name',
] as const;
export type SortOrder = (typeof sortOrders)[number];

export const followerSteps = ['1000', '10000', '50000', '100000', '500000', '1000000'] as const;
export const engagementSteps = ['1', '2', '3.5', '6'] as const;
export const growthSteps = ['0', '1', '5', '10'] as const;

export interface Filters {
  search: string;
  platform: string;
  followers: string;
  engagement: string;
  growth: string;
  sort: SortOrder;
  page: number;
}

export const noFilters: Filters = {
  search: '',
  platform: '',
  followers: '',
  engagement: '',
  growth: '',
  sort: 'followers',
  page: 1,
};

function oneOf<Choice extends string>(choices: readonly Choice[], text: string | null): Choice | null {
  return choices.find((choice) => choice === text) ?? null;
}

/** Anything else than the known choices is ignored, so that an old or mistyped address still works. */
export function readFilters(parameters: URLSearchParams): Filters {
  const platform = parameters.get('platform') ?? '';
  const page = Number(parameters.get('page'));
  return {
    search: parameters.get('search') ?? '',
    platform: isPlatform(platform) ? platform : '',
    followers: oneOf(followerSteps, parameters.get('followers')) ?? '',
    engagement: oneOf(engagementSteps, parameters.get('engagement')) ?? '',
    growth: oneOf(growthSteps, parameters.get('growth')) ?? '',
    sort: oneOf(sortOrders, parameters.get('sort')) ?? noFilters.sort,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

export function writeFilters(filters: Filters): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== noFilters[name as keyof Filters]) parameters.set(name, String(value));
  }
  return parameters;
}

export function isFiltered(filters: Filters): boolean {
  return [filters.search, filters.platform, filters.followers, filters.engagement, filters.growth].some(
    Boolean,
  );
}

/** Unknown figures never pass a "this or more" filter, and stand last in every order. */
export function toQuery(filters: Filters, pageSize: number): Query {
  // Characters with a meaning in PostgREST's pattern language are searched for as themselves or not at all.
  const words = filters.search
    .trim()
    .replace(/[*%(),"\\]/g, ' ')
    // Many handles have one, which stands for any character otherwise.
    .replace(/_/g, '\\_')
    .trim();
  const direction = filters.sort === 'display_name' ? 'asc' : 'desc';
  return {
    handles: words && `ilike.*${words}*`,
    platform_names: filters.platform && `cs.{${filters.platform}}`,
    followers: filters.followers && `gte.${filters.followers}`,
    engagement_rate: filters.engagement && `gte.${filters.engagement}`,
    // Forty more of a million are growth, and 0.00 per cent.
    growth_30_days: filters.growth === '0' ? 'gt.0' : null,
    growth_30_days_percent: filters.growth && filters.growth !== '0' ? `gte.${filters.growth}` : null,
    order: `${filters.sort}.${direction}.nullslast,user_id`,
    limit: pageSize,
    offset: (filters.page - 1) * pageSize,
  };
}
