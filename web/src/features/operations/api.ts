// What an operator watches, renewed every few seconds, and what an operator can do about it.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, firstOf, get, getPage, type Query } from '../../shared/http/client';
import { isNoUserId, type LogFilters, toLogQuery } from './logFilters';
import type {
  Budget,
  ExpiringGrant,
  Failure,
  Health,
  Job,
  LogRow,
  Objective,
  OutboxItem,
  PausedPlatform,
  RunProgress,
  Worker,
} from './types';

const key = 'operations';
const everyMilliseconds = 10_000;
const duringRunMilliseconds = 2_000;
export const logPageSize = 25;
export const shortListLength = 5;
const expiringWithinDays = 7;

function useWatched<Row>(name: string, ask: (signal: AbortSignal) => Promise<Row>) {
  return useQuery({
    queryKey: [key, name],
    queryFn: ({ signal }) => ask(signal),
    refetchInterval: everyMilliseconds,
  });
}

function useWatchedView<Row>(name: string, query: Query = {}) {
  return useWatched(name, (signal) => get<Row[]>(`/rest/${name}`, query, signal));
}

/** What an answer says that does not tell. */
export const noTrouble: Omit<Health, 'objectives' | 'checked_at'> = {
  enabled: true,
  parked: false,
  parked_reason: null,
  parked_cause: null,
  key_problem: null,
  accounts_overdue: 0,
  other_trouble: null,
  mails_overdue: 0,
  mails_given_up: 0,
  mail_error: null,
};

type HealthAnswer = Partial<Health> & { objectives: Objective[] };

export function useHealth() {
  return useWatched('health', async (): Promise<Health> => {
    const answer = await call<HealthAnswer | Objective[]>('health');
    const health: HealthAnswer = Array.isArray(answer) ? { objectives: answer } : answer;
    return { ...noTrouble, checked_at: new Date().toISOString(), ...health };
  });
}

export function useRunProgress() {
  return useQuery({
    queryKey: [key, 'run'],
    queryFn: async () => firstOf(await call<RunProgress | RunProgress[]>('sync_progress')),
    refetchInterval: (query) => (query.state.data?.running ? duringRunMilliseconds : everyMilliseconds),
  });
}

export const useWorkers = () => useWatched('workers', () => call<Worker[]>('worker_status'));
export const useJobs = () => useWatchedView<Job>('jobs', { order: 'next_run_at.asc.nullslast' });
export const usePausedPlatforms = () => useWatchedView<PausedPlatform>('paused_platforms');
export const useFailures = () => useWatchedView<Failure>('failures', { order: 'connections.desc' });
export const useBudgets = () => useWatchedView<Budget>('budgets', { order: 'used_percent.desc.nullslast' });

function daysAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

export function useExpiring() {
  return useWatched('expiring', (signal) =>
    getPage<ExpiringGrant>(
      '/rest/expiring',
      // By the instant, which there is an index of, rather than by the days left.
      { expires_at: `lt.${daysAhead(expiringWithinDays + 1)}`, order: 'expires_at', limit: shortListLength },
      signal,
    ),
  );
}

export function useOutbox() {
  return useWatchedView<OutboxItem>('outbox', {
    status: 'neq.not_mailed',
    order: 'created_at.desc',
    limit: shortListLength,
  });
}

export function useSyncLog(filters: LogFilters, pageSize: number) {
  return useQuery({
    queryKey: [key, 'log', filters, pageSize],
    enabled: !isNoUserId(filters.user),
    queryFn: ({ signal }) =>
      getPage<LogRow>('/rest/sync_logs', toLogQuery(filters, pageSize), signal, 'estimated'),
    placeholderData: keepPreviousData,
    refetchInterval: everyMilliseconds,
  });
}

export type JobAction = 'run_job' | 'pause_job' | 'resume_job';

export function useJobAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ action, name }: { action: JobAction; name: string }) => call(action, { name }),
    onSettled: () => client.invalidateQueries({ queryKey: [key] }),
  });
}

export function useResumePlatform() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (platform: string) => call('resume_platform', { platform }),
    onSettled: () => client.invalidateQueries({ queryKey: [key] }),
  });
}
