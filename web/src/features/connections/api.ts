// A creator's connections: reading them, and everything that can be done with one.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { call, firstOf, getAll, jsonOf, send } from '../../shared/http/client';
import type { Platform } from '../../shared/platforms';
import type { MissingPart } from '../../shared/reasons/parts';

export interface Connection {
  id: string;
  platform: Platform;
  platform_username: string;
  platform_display_name: string | null;
  profile_picture_url: string | null;
  profile_url: string | null;
  connection_status: 'active' | 'expired' | 'revoked' | 'error';
  connection_error: string | null;
  error_code: string | null;
  missing: string[] | null;
  missing_parts: MissingPart[] | null;
  connected_at: string;
  last_synced_at: string | null;
  next_sync_at: string | null;
  token_expires_at: string | null;
  days_until_expiry: number | null;
  followers_count: number | null;
  followers_growth: number | null;
  engagement_rate: number | null;
  last_sync_status: string | null;
  syncing: boolean;
  /** When a sync that is asked for goes on: put off by the platform, or asked for by a job. */
  sync_queued_for: string | null;
}

export interface SyncLog {
  id: number | string;
  sync_status: 'success' | 'partial_success' | 'failed' | 'queued';
  posts_fetched: number | null;
  error_message: string | null;
}

export const connectionsKey = ['connections'];
const whileSyncing = 2_000;
const whileQueued = 30_000;
const otherwise = 60_000;

export function useConnections() {
  return useQuery({
    queryKey: connectionsKey,
    queryFn: ({ signal }) => getAll<Connection>('/rest/connections', { order: 'connected_at,id' }, signal),
    refetchInterval: ({ state: { data } }) => {
      if (data?.some(({ syncing }) => syncing)) return whileSyncing;
      return data?.some((connection) => connection.sync_queued_for) ? whileQueued : otherwise;
    },
  });
}

/**
 * A page left open reads anew what was measured over time when an account was measured again, asked for or not: changes are
 * told beside the measurement that they are since.
 */
export function useRenewedHistory(connections: Connection[] | undefined) {
  const client = useQueryClient();
  const measured = connections?.map((connection) => `${connection.id} ${connection.last_synced_at}`).join();
  const known = useRef<string>(undefined);
  useEffect(() => {
    if (known.current !== undefined && measured !== undefined && measured !== known.current)
      void client.invalidateQueries({ queryKey: ['history'] });
    known.current = measured ?? known.current;
  }, [client, measured]);
}

interface OAuthStart {
  authorize_url: string;
}

/** Leaves the application: the answer is the platform's own consent page. */
export function useBeginOAuth(
  leaveTo: (address: string) => void = (address) => window.location.assign(address),
) {
  const begin = useMutation({
    mutationFn: async (platform: Platform) =>
      firstOf(await call<OAuthStart | OAuthStart[]>('begin_oauth', { platform })).authorize_url,
  });
  // Whoever comes back with the browser's own button finds the page as it was left, and may start again.
  const { reset } = begin;
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && reset();
    window.addEventListener('pageshow', shown);
    return () => window.removeEventListener('pageshow', shown);
  }, [reset]);
  // Told by mutate(), which tells nobody who is gone: whoever closes the dialog meanwhile stays here.
  return { ...begin, start: (platform: Platform) => begin.mutate(platform, { onSuccess: leaveTo }) };
}

/** Everything that a sync or a disconnect changes. */
const dependents = [connectionsKey, ['history'], ['notices']];

function useRenewDependents() {
  const client = useQueryClient();
  return () => Promise.all(dependents.map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function useSync() {
  const renew = useRenewDependents();
  return useMutation({
    mutationFn: async (id: string) => firstOf(await call<SyncLog | SyncLog[]>('sync_connection', { id })),
    onSettled: renew,
  });
}

export function useSyncAll() {
  const renew = useRenewDependents();
  return useMutation({
    mutationFn: async () => await jsonOf<SyncLog[]>(await send('POST', '/api/social-media/sync')),
    onSettled: renew,
  });
}

export function useDisconnect() {
  const renew = useRenewDependents();
  return useMutation({
    mutationFn: (id: string) => send('DELETE', `/api/social-media/connections/${id}`),
    onSettled: renew,
  });
}
