// What helps against a cause, where it is more than the state of the account says already.
import type { ReasonKind } from '../../shared/reasons/kinds';
import type { StatusKind } from './status';

export type Cure =
  'atPlatform' | 'role' | 'otherAccount' | 'professional' | 'allBoxes' | 'takenOver' | 'operators';

const byCreator: Partial<Record<ReasonKind, Cure>> = {
  checkAtPlatform: 'atPlatform',
  blocked: 'atPlatform',
  roleLost: 'role',
  otherAccount: 'otherAccount',
  accountKind: 'professional',
  permissionMissing: 'allBoxes',
  takenOver: 'takenOver',
};

export function cureOf(kind: StatusKind, cause: ReasonKind): Cure | null {
  if (kind === 'expired' || kind === 'revoked') return byCreator[cause] ?? null;
  if ((kind === 'missed' || kind === 'error') && cause === 'setup') return 'operators';
  return null;
}
