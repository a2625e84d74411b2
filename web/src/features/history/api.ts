// What was measured over time, and the posts of a period.
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { Point } from '../../shared/chart/series';
import { call, get, getAll } from '../../shared/http/client';
import type { Platform } from '../../shared/platforms';
import { csvColumns, csvOf, type CsvRow } from './csv';

export interface Measurement {
  connection_id: string;
  platform: Platform;
  platform_username: string;
  synced_at: string;
  followers_count: number | null;
  engagement_rate: number | null;
  total_posts: number | null;
}

export interface Post {
  connection_id: string;
  platform: Platform;
  platform_post_id: string;
  caption: string | null;
  thumbnail_url: string | null;
  permalink: string | null;
  likes_count: number | null;
  comments_count: number | null;
  views_count: number | null;
  engagement_rate: number | null;
  published_at: string | null;
}

export interface GainedPost extends Post {
  likes_gained: number | null;
  comments_gained: number | null;
  views_gained: number | null;
}

export type Metric = 'followers' | 'engagement' | 'posts';

export const metricColumns = {
  followers: 'followers_count',
  engagement: 'engagement_rate',
  posts: 'total_posts',
} as const satisfies Record<Metric, keyof Measurement>;

export type Days = 7 | 30 | 90 | 365;

const topPosts = 6;

/** Day by day, the period counted from the start of its first day. */
export function startOfPeriod(days: number, now = Date.now()): Date {
  const start = new Date(now - days * 86_400_000);
  start.setUTCHours(0, 0, 0, 0);
  return start;
}

function historyFilter(days: number, connectionId: string | null) {
  return {
    synced_at: `gte.${startOfPeriod(days).toISOString()}`,
    connection_id: connectionId && `eq.${connectionId}`,
    order: 'synced_at,connection_id',
  };
}

export function useStatsHistory(days: number) {
  return useQuery({
    queryKey: ['history', 'stats', days],
    queryFn: ({ signal }) => getAll<Measurement>('/rest/stats_history', historyFilter(days, null), signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Each account's followers as chart points. */
export function pointsByAccount(history: Measurement[] | undefined): Map<string, Point[]> {
  const points = new Map<string, Point[]>();
  for (const row of history ?? []) {
    const point = { at: Date.parse(row.synced_at), value: row.followers_count };
    const known = points.get(row.connection_id);
    if (known) known.push(point);
    else points.set(row.connection_id, [point]);
  }
  return points;
}

export function usePublishedPosts(days: number, connectionId: string | null) {
  return useQuery({
    queryKey: ['history', 'published', days, connectionId],
    queryFn: ({ signal }) =>
      get<Post[]>(
        '/rest/posts',
        {
          published_at: `gte.${startOfPeriod(days).toISOString()}`,
          connection_id: connectionId && `eq.${connectionId}`,
          removed_at: 'is.null',
          order: 'engagement_rate.desc.nullslast,likes_count.desc.nullslast',
          limit: topPosts,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

export function useGainedPosts(days: number, connectionId: string | null, enabled: boolean) {
  return useQuery({
    queryKey: ['history', 'gained', days, connectionId],
    enabled,
    queryFn: () => call<GainedPost[]>('posts_gained', { days, connection_id: connectionId, limit: topPosts }),
    placeholderData: keepPreviousData,
  });
}

/** Hands the period's measurements over as a file. */
export function useCsvDownload() {
  return useMutation({
    mutationFn: async ({ days, connectionId }: { days: Days; connectionId: string | null }) => {
      const rows = await getAll<CsvRow>('/rest/stats_history', {
        select: csvColumns.join(),
        ...historyFilter(days, connectionId),
      });
      const address = URL.createObjectURL(new Blob([csvOf(rows)], { type: 'text/csv' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = `pg_social-${days}d-${new Date().toISOString().slice(0, 10)}.csv`;
      link.click();
      URL.revokeObjectURL(address);
    },
  });
}
