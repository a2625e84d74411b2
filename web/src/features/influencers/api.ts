// Creators as merchants see them: public figures only, each with the moment it was measured.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get, getAll, getPage } from '../../shared/http/client';
import type { Platform } from '../../shared/platforms';
import { type Filters, toQuery } from './filters';

export interface PublicAccount {
  connection_id: string;
  platform: Platform;
  handle: string;
  avatar: string | null;
  link: string | null;
  followers: number | null;
  engagement_rate: number | null;
  average_views: number | null;
  growth_30_days: number | null;
  measured_at: string | null;
}

export interface PublicPost {
  platform: Platform;
  platform_post_id: string;
  caption: string | null;
  permalink: string | null;
  thumbnail_url: string | null;
  likes_count: number | null;
  comments_count: number | null;
  views_count: number | null;
  engagement_rate: number | null;
  published_at: string | null;
}

export interface Influencer {
  user_id: string;
  display_name: string | null;
  platforms: PublicAccount[];
  followers: number | null;
  engagement_rate: number | null;
  average_views: number | null;
  growth_30_days: number | null;
  growth_30_days_percent: number | null;
  measured_at: string | null;
  top_posts: PublicPost[] | null;
}

export interface PublicMeasurement {
  user_id: string;
  connection_id: string;
  platform: Platform;
  day: string;
  followers_count: number | null;
  engagement_rate: number | null;
}

export const pageSize = 12;
export const historyDays = 90;

export function useInfluencers(filters: Filters) {
  return useQuery({
    queryKey: ['influencers', 'page', filters],
    queryFn: ({ signal }) => getPage<Influencer>('/rest/influencers', toQuery(filters, pageSize), signal),
    placeholderData: keepPreviousData,
  });
}

export function useChosenInfluencers(userIds: string[]) {
  return useQuery({
    queryKey: ['influencers', 'chosen', userIds],
    enabled: userIds.length > 0,
    queryFn: async ({ signal }) => {
      const rows = await get<Influencer[]>(
        '/rest/influencers',
        { user_id: `in.(${userIds.join(',')})` },
        signal,
      );
      return userIds.flatMap((id) => rows.filter((row) => row.user_id === id));
    },
    placeholderData: keepPreviousData,
  });
}

export function useInfluencerHistory(userIds: string[]) {
  return useQuery({
    queryKey: ['influencers', 'history', userIds],
    enabled: userIds.length > 0,
    queryFn: ({ signal }) => {
      const start = new Date(Date.now() - historyDays * 86_400_000).toISOString().slice(0, 10);
      return getAll<PublicMeasurement>(
        '/rest/influencer_history',
        { user_id: `in.(${userIds.join(',')})`, day: `gte.${start}`, order: 'day,connection_id' },
        signal,
      );
    },
    staleTime: 300_000,
    placeholderData: keepPreviousData,
  });
}
