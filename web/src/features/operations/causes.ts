// What an operator can do about a cause, and what kind of failure a job met, by stable codes.
import type { ReasonKind } from '../../shared/reasons/kinds';

export type Advice = 'configure' | 'wait' | 'serverLog' | 'creator' | 'outbreak' | 'none';

const advices: Partial<Record<ReasonKind, Advice>> = {
  setup: 'configure',
  limit: 'wait',
  unreachable: 'wait',
  badAnswer: 'wait',
  temporary: 'wait',
  ours: 'serverLog',
  manyAlike: 'outbreak',
  ended: 'creator',
  appRemoved: 'creator',
  passwordChanged: 'creator',
  checkAtPlatform: 'creator',
  roleLost: 'creator',
  permissionMissing: 'creator',
  blocked: 'creator',
  refused: 'creator',
  takenOver: 'creator',
  otherAccount: 'creator',
  accountKind: 'creator',
};

export function adviceOf(kind: ReasonKind): Advice {
  return advices[kind] ?? 'none';
}

export type JobCause = 'lock' | 'cancelled' | 'space' | 'processEnded' | 'other';

/** By SQLSTATE, or the word for a process that ended before its job. */
export function jobCauseOf(code: string | null): JobCause {
  if (code === 'process_ended' || code === '57P01' || code === '57P02') return 'processEnded';
  if (code === '55P03' || code === '40P01' || code === '40001') return 'lock';
  if (code === '57014') return 'cancelled';
  if (code?.startsWith('53')) return 'space';
  return 'other';
}
