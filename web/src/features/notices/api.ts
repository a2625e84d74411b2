// What the service has to tell a creator, and marking it as read.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, getPage } from '../../shared/http/client';
import type { Platform } from '../../shared/platforms';

export interface Notice {
  id: number | string;
  kind: string;
  severity: 'info' | 'warning' | 'error';
  title: string;
  body: string | null;
  connection_id: string | null;
  platform: Platform | null;
  account_name: string | null;
  ends_at: string | null;
  period_from: string | null;
  period_until: string | null;
  created_at: string;
  read_at: string | null;
  action_url: string | null;
}

export const noticesPageSize = 20;

export function useNotices(page: number) {
  return useQuery({
    queryKey: ['notices', 'page', page],
    queryFn: ({ signal }) =>
      getPage<Notice>(
        '/rest/notices',
        { order: 'created_at.desc', limit: noticesPageSize, offset: (page - 1) * noticesPageSize },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

export function useUnreadCount(enabled: boolean) {
  return useQuery({
    queryKey: ['notices', 'unread'],
    enabled,
    refetchInterval: 60_000,
    queryFn: async ({ signal }) =>
      (await getPage('/rest/notices', { read_at: 'is.null', select: 'id', limit: 1 }, signal)).total,
  });
}

export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: Notice['id']) => call('mark_notice_read', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['notices'] }),
  });
}
