// Why something did not work, by the stable codes of the server (docs/reference/errors.md): the platform's own code where it
// gave one, else one of ours. Screens say each kind in their reader's language; the texts of the server are English.
import { platformNames } from '../platforms';

export const reasonKinds = [
  'ended',
  'appRemoved',
  'passwordChanged',
  'checkAtPlatform',
  'roleLost',
  'permissionMissing',
  'blocked',
  'refused',
  'takenOver',
  'otherAccount',
  'accountKind',
  'setup',
  'limit',
  'unreachable',
  'badAnswer',
  'temporary',
  'ours',
  'manyAlike',
  'gone',
  'metricRetired',
  'unreadable',
  'listCutShort',
  'unknown',
] as const;

export type ReasonKind = (typeof reasonKinds)[number];

const named: Record<string, ReasonKind> = {
  invalid_grant: 'refused',
  access_denied: 'refused',
  access_token_invalid: 'refused',
  invalid_token: 'refused',
  invalid_code: 'refused',
  no_refresh_token: 'refused',
  foreign_token: 'refused',
  not_a_user_token: 'refused',
  scope_not_authorized: 'permissionMissing',
  scope_permission_missed: 'permissionMissing',
  scope_not_granted: 'permissionMissing',
  page_gone: 'roleLost',
  no_page: 'roleLost',
  taken_over: 'takenOver',
  other_account: 'otherAccount',
  personal_account: 'accountKind',
  no_instagram_account: 'accountKind',
  invalid_client: 'setup',
  unauthorized_client: 'setup',
  invalid_scope: 'setup',
  invalid_request: 'setup',
  invalid_params: 'setup',
  unsupported_grant_type: 'setup',
  unsupported_response_type: 'setup',
  not_configured: 'setup',
  other_login: 'setup',
  refused_url: 'setup',
  unreadable_token: 'setup',
  token_not_taken: 'setup',
  http_400: 'setup',
  rate_limit_exceeded: 'limit',
  deferred: 'limit',
  not_called: 'ours',
  http_429: 'limit',
  network: 'unreachable',
  timeout: 'unreachable',
  tls: 'unreachable',
  bad_answer: 'badAnswer',
  too_large: 'badAnswer',
  page_not_listed: 'temporary',
  server_error: 'temporary',
  internal_error: 'temporary',
  temporarily_unavailable: 'temporary',
  not_recorded: 'ours',
  internal: 'ours',
  no_outcome: 'ours',
  quarantined: 'ours',
  many_alike: 'manyAlike',
  http_404: 'gone',
  http_410: 'gone',
  metric_retired: 'metricRetired',
  field_refused: 'metricRetired',
  unreadable: 'unreadable',
  list_cut_short: 'listCutShort',
};

/** Subcodes of the Graph API's 190 and 102 (docs/platforms/instagram.md). */
const metaTokenSubcodes: Record<string, ReasonKind> = {
  '458': 'appRemoved',
  '459': 'checkAtPlatform',
  '460': 'passwordChanged',
  '463': 'ended',
  '464': 'checkAtPlatform',
  '492': 'roleLost',
};

/** The Graph API's codes: a number, or a number and a subcode. */
function metaKind(code: number, subcode: string | undefined): ReasonKind {
  if (code === 190 || code === 102) return metaTokenSubcodes[subcode ?? ''] ?? 'refused';
  if (code === 10 || (code >= 200 && code <= 299)) return 'permissionMissing';
  if (code === 368) return 'blocked';
  if (code === 100 && subcode === '33') return 'gone';
  if (code === 803) return 'gone';
  if ([3, 100, 101, 3001].includes(code)) return 'setup';
  if ([4, 17, 32, 341, 613].includes(code) || (code >= 80000 && code <= 80014)) return 'limit';
  if (code === 1 || code === 2) return 'temporary';
  return 'unknown';
}

export function reasonOf(code: string | null | undefined): ReasonKind {
  if (!code) return 'unknown';
  const known = named[code];
  if (known) return known;
  if (/^http_5\d\d$/.test(code)) return 'temporary';
  const meta = /^(\d+)(?:\/(\d+))?$/.exec(code);
  return meta ? metaKind(Number(meta[1]), meta[2]) : 'unknown';
}

/** The part that is missing, the platform's name, the status: what the server writes before the platform's words. */
const madeAround = new RegExp(
  `^(?:[a-z][a-z0-9_ ]*: )?(?:(?:${Object.values(platformNames)
    .map((name) => name.replace(/[()]/g, '\\$&'))
    .join('|')}|HTTP \\d{3}): )*`,
);

/**
 * What the platform itself said, out of the message that the server made around it: "Instagram: its words (190/463); what
 * to do". Null where no code marks the end of its words.
 */
export function platformWords(
  message: string | null | undefined,
  code: string | null | undefined,
): string | null {
  if (!message || !code) return null;
  const end = message.indexOf(` (${code}); `);
  if (end < 0) return null;
  return (
    message
      .slice(0, end + 1)
      .replace(madeAround, '')
      .trim() || null
  );
}
