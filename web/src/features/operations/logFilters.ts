// The sync log's filters: kept in the address, turned into a query.
import type { Query } from '../../shared/http/client';
import { isPlatform } from '../../shared/platforms';

export interface LogFilters {
  platform: string;
  status: string;
  type: string;
  cause: string;
  user: string;
  page: number;
}

export const noLogFilters: LogFilters = { platform: '', status: '', type: '', cause: '', user: '', page: 1 };
export const logStatuses = ['success', 'partial_success', 'failed'] as const;
export const logTypes = ['scheduled', 'automatic', 'manual', 'token_refresh', 'connect'] as const;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Half a typed id, or a mail address: the server would refuse it, and without it the log would be everybody's. */
export function isNoUserId(text: string): boolean {
  return text.trim() !== '' && !uuid.test(text.trim());
}

export function readLogFilters(parameters: URLSearchParams): LogFilters {
  const text = (name: string) => parameters.get(name) ?? '';
  const known = (name: string, values: readonly string[]) => (values.includes(text(name)) ? text(name) : '');
  const page = Number(text('page'));
  return {
    platform: isPlatform(text('platform')) ? text('platform') : '',
    status: known('status', logStatuses),
    type: known('type', logTypes),
    cause: text('cause'),
    user: text('user'),
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

export function writeLogFilters(filters: LogFilters): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== noLogFilters[name as keyof LogFilters]) parameters.set(name, String(value));
  }
  return parameters;
}

export function toLogQuery(filters: LogFilters, pageSize: number): Query {
  const equal = (value: string) => value && `eq.${value}`;
  return {
    platform: equal(filters.platform),
    sync_status: equal(filters.status),
    sync_type: equal(filters.type),
    error_code: equal(filters.cause.trim()),
    user_id: equal(filters.user.trim()),
    order: 'created_at.desc,id.desc',
    limit: pageSize,
    offset: (filters.page - 1) * pageSize,
  };
}
