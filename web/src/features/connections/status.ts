// What state an account is in, in the words of a creator: one of nine, the most pressing first.
import { meanOfRates } from '../../shared/format/rates';
import type { Tone } from '../../shared/ui/Badge';
import { reasonOf } from '../../shared/reasons/kinds';
import type { MissingPart } from '../../shared/reasons/parts';
import type { Connection } from './api';

export type StatusKind =
  'syncing' | 'first' | 'expired' | 'revoked' | 'error' | 'expiring' | 'missed' | 'partial' | 'active';

/** As early as the notice goes out; before that the daily refresh may still prolong the grant. */
const warnDays = 3;

export const tones: Record<StatusKind, Tone> = {
  syncing: 'busy',
  first: 'busy',
  expired: 'bad',
  revoked: 'bad',
  error: 'warn',
  expiring: 'warn',
  missed: 'warn',
  partial: 'warn',
  active: 'good',
};

type Relevant = Pick<
  Connection,
  'connection_status' | 'syncing' | 'last_synced_at' | 'days_until_expiry' | 'missing' | 'last_sync_status'
>;

export function statusOf(connection: Relevant): StatusKind {
  if (connection.syncing) return connection.last_synced_at ? 'syncing' : 'first';
  if (connection.connection_status !== 'active') return connection.connection_status;
  if (connection.days_until_expiry !== null && connection.days_until_expiry <= warnDays) return 'expiring';
  if (connection.last_sync_status === 'failed') return 'missed';
  if (connection.missing?.length || connection.last_sync_status === 'partial_success') return 'partial';
  return 'active';
}

/** Whether another user has connected the account since: it is listed, and its figures are that one's. */
export function isTakenOver(connection: Pick<Connection, 'connection_status' | 'error_code'>): boolean {
  return connection.connection_status === 'revoked' && connection.error_code === 'taken_over';
}

/** Whether only the creator can help, by signing in at the platform again. */
export function needsReconnect(kind: StatusKind, parts: MissingPart[] | null = null): boolean {
  if (kind === 'partial') return !!parts?.some(({ code }) => reasonOf(code) === 'permissionMissing');
  return kind === 'expired' || kind === 'revoked' || kind === 'expiring';
}

/** Sum over the known; null where nothing is known, so that unknown never becomes zero. */
export function sumKnown(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? known.reduce((sum, value) => sum + value, 0) : null;
}

/** Of rates. */
export function meanRate(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? meanOfRates(known) : null;
}
