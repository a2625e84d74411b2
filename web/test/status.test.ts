import { expect, test } from 'vitest';
import { meanRate, needsReconnect, statusOf, sumKnown } from '../src/features/connections/status';
import { connection } from './samples';

test.each([
  ['active', {}],
  ['syncing', { syncing: true }],
  ['first', { syncing: true, last_synced_at: null }],
  ['expired', { connection_status: 'expired' as const, days_until_expiry: -3 }],
  ['revoked', { connection_status: 'revoked' as const }],
  ['error', { connection_status: 'error' as const }],
  ['expiring', { days_until_expiry: 3 }],
  ['active', { days_until_expiry: 4 }],
  ['active', { days_until_expiry: null, token_expires_at: null }],
  ['partial', { missing: ['reach: not offered'] }],
  ['partial', { last_sync_status: 'partial_success' }],
  ['missed', { last_sync_status: 'failed' }],
  ['expiring', { last_sync_status: 'failed', days_until_expiry: 2 }],
  ['active', { missing: [] }],
  ['syncing', { syncing: true, connection_status: 'error' as const }],
])('%s for %o', (kind, changes) => {
  expect(statusOf(connection(changes))).toBe(kind);
});

test('a permission that was not given is put right by reconnecting; a figure the platform lacks is not', () => {
  const part = (code: string) => [{ part: 'followers', code, scope: null }];
  expect(needsReconnect('partial', part('scope_not_granted'))).toBe(true);
  expect(needsReconnect('partial', part('scope_not_authorized'))).toBe(true);
  expect(needsReconnect('partial', part('metric_retired'))).toBe(false);
  expect(needsReconnect('partial')).toBe(false);
});

test('sums and means leave out the unknown and stay unknown where nothing is known', () => {
  expect(sumKnown([1, null, 2])).toBe(3);
  expect(sumKnown([0])).toBe(0);
  expect(sumKnown([null])).toBeNull();
  expect(meanRate([2, null, 4])).toBe(3);
  // To four decimals, as merchants are told it: 4.14495 is 4.145, and 4.15 on both screens.
  expect(meanRate([4.1449, 4.145])).toBe(4.145);
  expect(meanRate([1, 1, 2])).toBe(1.3333);
  expect(meanRate([])).toBeNull();
});
