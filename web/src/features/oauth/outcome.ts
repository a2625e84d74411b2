// Reads what a platform sent back in the address, and names what went wrong.
import { ApiError, OfflineError } from '../../shared/http/errors';
import type { Messages } from '../../i18n/messages';
import { type ReasonKind, reasonOf } from '../../shared/reasons/kinds';

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

export interface Kept {
  cookie: string;
  search: string;
}

/**
 * Where our own server has taken it out of the address (deploy/nginx), so that no browser keeps that address. The fragment
 * tells which of several logins came back here; where it was lost on the way, it is the newest.
 */
export function keptByServer(hash: string): Kept | null {
  const all = [...document.cookie.matchAll(/(?:^|; )(pg_social_returned_([0-9a-f]+))=([^;]*)/g)].map(
    ([, cookie = '', id = '', search = '']) => ({ cookie, id, search }),
  );
  if (!/^#[0-9a-f]{32}$/.test(hash)) return all.at(-1) ?? null;
  return all.find(({ id }) => id === hash.slice(1)) ?? null;
}

export function dropKept({ cookie }: Kept): void {
  document.cookie = `${cookie}=; Path=/oauth/; Max-Age=0`;
}

/** What can be said without asking the server; null where it has to be asked. */
export function problemOf(returned: Returned): ProblemKind | null {
  if (returned.error) return declined.test(returned.error) ? 'denied' : 'platform_refused';
  if (!returned.code || !returned.state) return 'interrupted';
  return null;
}

/** What the server says of the login itself, in `details`. */
const ofTheLogin: Record<string, ProblemKind> = {
  state_expired: 'state_expired',
  state_used: 'state_used',
  state_unknown: 'state_unknown',
  state_foreign: 'state_unknown',
  state_wrong_platform: 'state_unknown',
  page_unknown: 'no_pages',
};

/** Why the platform refused, by its code or ours, where a creator can do something about it. */
const ofTheRefusal: Partial<Record<ReasonKind, ProblemKind>> = {
  permissionMissing: 'scope_missing',
  accountKind: 'account_kind',
  roleLost: 'no_pages',
  otherAccount: 'other_account',
};

const ofTheCode: Record<string, ProblemKind> = {
  platform_unreachable: 'platform_unreachable',
  platform_limit: 'limit',
  platform_misconfigured: 'misconfigured',
  not_ready: 'workers_not_running',
  too_many_waiting: 'busy',
};

export function problemOfError(error: unknown): ProblemKind {
  if (error instanceof OfflineError) return 'unanswered';
  if (!(error instanceof ApiError)) return 'other';
  if (error.status === 401) return 'signedOut';
  if (error.code === 'platform_refused') return ofTheRefusal[reasonOf(error.details)] ?? 'platform_refused';
  if (error.code === 'wait_ran_out') return error.key === 'not_begun' ? 'busy' : 'goes_on';
  return ofTheLogin[error.key ?? ''] ?? ofTheCode[error.code ?? ''] ?? 'other';
}
