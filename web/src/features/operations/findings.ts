// What an operator has to know first: everything that is not as it should be, the gravest first.
import type { Health, Job, Objective, PausedPlatform, Worker } from './types';

export type Finding =
  | { kind: 'disabled' }
  | { kind: 'keyProblem' | 'otherTrouble'; problem: string }
  | { kind: 'noWorker'; note: string | null }
  | { kind: 'notRunning'; worker: Worker }
  | { kind: 'parked'; cause: string | null; reason: string | null }
  | { kind: 'paused'; platform: PausedPlatform }
  | { kind: 'silentWorker'; worker: Worker }
  | { kind: 'objective'; objective: Objective }
  | { kind: 'jobFailed' | 'jobLate' | 'jobPaused'; job: Job }
  | { kind: 'overdue'; count: number }
  | { kind: 'mailsOverdue' | 'mailsGivenUp'; count: number; error: string | null };

export interface Watched {
  health: Health;
  workers: Worker[];
  paused: PausedPlatform[];
  jobs: Job[];
}

/** Idle processes give a sign about once a minute: two that are missing mean something. */
const silentAfterMilliseconds = 150_000;
/** A due job starts within seconds; only a scheduler that does not work leaves it waiting longer. */
const lateAfterMilliseconds = 5 * 60_000;

export function isSyncWorker(worker: Worker): boolean {
  return /sync/.test(worker.backend_type);
}

export function isRunning(worker: Worker): boolean {
  return worker.state === 'running';
}

/** The launcher and the job workers give no sign but the one they start with. */
function givesSigns(worker: Worker): boolean {
  return isSyncWorker(worker) || /scheduler/.test(worker.backend_type);
}

/** By the server's clock, which signs and due times are of; the browser's may be minutes off. */
export function isSilent(worker: Worker, health: Health): boolean {
  if (!givesSigns(worker) || !isRunning(worker) || worker.heartbeat_at === null) return false;
  return Date.parse(health.checked_at) - Date.parse(worker.heartbeat_at) > silentAfterMilliseconds;
}

function isLate(job: Job, now: number): boolean {
  if (job.paused || job.last_status === 'running' || job.next_run_at === null) return false;
  return now - Date.parse(job.next_run_at) > lateAfterMilliseconds;
}

/** What does not run: for sync workers it is enough to say once that none does. */
function stoppedAmong(workers: Worker[]): Finding[] {
  const stopped = workers.filter((worker) => !isRunning(worker));
  const noWorker = !workers.some((worker) => isSyncWorker(worker) && isRunning(worker));
  const others = noWorker ? stopped.filter((worker) => !isSyncWorker(worker)) : stopped;
  return [
    ...(noWorker ? [{ kind: 'noWorker' as const, note: stopped.find(isSyncWorker)?.note ?? null }] : []),
    ...others.map((worker) => ({ kind: 'notRunning' as const, worker })),
  ];
}

export function findingsOf({ health, workers, paused, jobs }: Watched): Finding[] {
  const now = Date.parse(health.checked_at);
  const findings: Finding[] = [];
  if (!health.enabled) findings.push({ kind: 'disabled' });
  if (health.parked)
    findings.push({ kind: 'parked', cause: health.parked_cause, reason: health.parked_reason });
  if (health.key_problem) findings.push({ kind: 'keyProblem', problem: health.key_problem });
  findings.push(...stoppedAmong(workers));
  for (const worker of workers) {
    if (isSilent(worker, health)) findings.push({ kind: 'silentWorker', worker });
  }
  for (const platform of paused) findings.push({ kind: 'paused', platform });
  if (health.accounts_overdue > 0) findings.push({ kind: 'overdue', count: health.accounts_overdue });
  for (const objective of health.objectives) {
    if (objective.ok === false) findings.push({ kind: 'objective', objective });
  }
  for (const job of jobs) {
    if (job.last_status === 'failed') findings.push({ kind: 'jobFailed', job });
    if (isLate(job, now)) findings.push({ kind: 'jobLate', job });
    if (job.paused) findings.push({ kind: 'jobPaused', job });
  }
  if (health.other_trouble) findings.push({ kind: 'otherTrouble', problem: health.other_trouble });
  // What the mail server said is said of one that was given up where there is one.
  const { mails_overdue: overdue, mails_given_up: givenUp, mail_error: error } = health;
  if (overdue > 0) findings.push({ kind: 'mailsOverdue', count: overdue, error: givenUp > 0 ? null : error });
  if (givenUp > 0) findings.push({ kind: 'mailsGivenUp', count: givenUp, error });
  return findings;
}

/** The objectives that nothing was measured for: neither met nor missed. */
export function unmeasuredOf({ health }: Pick<Watched, 'health'>): number {
  return health.objectives.filter(({ ok }) => ok === null).length;
}

/** The objectives by the words the screen has for them, whatever unit their name ends in. */
export const objectiveKinds = {
  sync_success: { matches: /success/, unit: 'percent', direction: 'above' },
  mean_sync: { matches: /mean|duration/, unit: 'seconds', direction: 'below' },
  expired: { matches: /expired/, unit: 'percent', direction: 'below' },
  in_error: { matches: /error/, unit: 'percent', direction: 'below' },
} as const;

export type ObjectiveKind = keyof typeof objectiveKinds;

export function kindOf(objective: Objective): ObjectiveKind | null {
  const kinds = Object.entries(objectiveKinds) as [ObjectiveKind, { matches: RegExp }][];
  return kinds.find(([, { matches }]) => matches.test(objective.objective))?.[0] ?? null;
}
