// Reads what a platform sent back in the address, takes it out of the address bar, and names what went wrong.
import { ApiError } from '../../shared/http/errors';
import type { Messages } from '../../i18n/messages';

export type ProblemKind = keyof Messages['oauth']['problems'];

export interface Returned {
  code: string | null;
  state: string | null;
  error: string | null;
}

/** Platforms say "declined" in their own words. */
const declined = /denied|cancel/i;

export function readReturned(search: string): Returned {
  const parameters = new URLSearchParams(search);
  return {
    code: parameters.get('code'),
    state: parameters.get('state'),
    error: parameters.get('error') ?? parameters.get('error_reason'),
  };
}

/** What can be said without asking the server; null where it has to be asked. */
export function problemOf(returned: Returned): ProblemKind | null {
  if (returned.error) return declined.test(returned.error) ? 'denied' : 'platform_refused';
  if (!returned.code || !returned.state) return 'interrupted';
  return null;
}

const keyed: ReadonlySet<string> = new Set<ProblemKind>([
  'state_expired',
  'state_used',
  'state_unknown',
  'scope_missing',
  'account_kind',
  'no_pages',
  'other_account',
  'platform_refused',
  'platform_unreachable',
  'workers_not_running',
]);

/** Cases the server tells apart whose remedy is the same for a creator. */
const sameRemedy: Record<string, ProblemKind> = {
  state_foreign: 'state_unknown',
  state_wrong_platform: 'state_unknown',
  page_unknown: 'no_pages',
  not_configured: 'workers_not_running',
};

export function problemOfError(error: unknown): ProblemKind {
  if (!(error instanceof ApiError)) return 'other';
  if (error.status === 401) return 'signedOut';
  const key = error.key ?? '';
  if (keyed.has(key)) return key as ProblemKind;
  const similar = sameRemedy[key];
  if (similar) return similar;
  if (error.status === 502 || error.status === 504) return 'platform_unreachable';
  if (error.status === 503) return 'workers_not_running';
  return 'other';
}
