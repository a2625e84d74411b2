// One thing that needs attention, in a sentence, with the remedy beside it where there is one here.
import { useI18n } from '../../../i18n/context';
import { describeFailedChange } from '../../../shared/http/describe';
import { platformNames } from '../../../shared/platforms';
import { Button } from '../../../shared/ui/Button';
import { Said } from '../../../shared/ui/Said';
import { useAnnounce } from '../../../shared/ui/Toasts';
import { useJobAction, useResumePlatform } from '../api';
import { type Finding, kindOf } from '../findings';
import type { Job, PausedPlatform } from '../types';
import { Cause } from './Cause';
import { FailedSyncsLink } from './FailedSyncsLink';
import { JobFailure } from './JobFailure';
import { NoteLine } from './NoteLine';
import { useObjectiveFormat } from './useObjectiveFormat';

interface Props {
  finding: Finding;
  /** The server's time, which ages are told by. */
  checkedAt: number;
}

export function FindingLine({ finding, checkedAt }: Props) {
  const { t, f } = useI18n();
  const format = useObjectiveFormat();
  const words = t.operations.findings;
  const jobName = ({ job }: Job) => t.operations.jobs.names[job] ?? job;
  switch (finding.kind) {
    case 'disabled':
      return words.disabled;
    case 'noWorker':
      return (
        <>
          {words.noWorker}
          {finding.note && <NoteLine note={finding.note} />}
        </>
      );
    case 'notRunning':
      return (
        <>
          {words.notRunning(finding.worker.backend_type)}
          {finding.worker.note && <NoteLine note={finding.worker.note} />}
        </>
      );
    case 'keyProblem':
    case 'otherTrouble':
      return (
        <>
          {words[finding.kind]}
          <Said by={t.reasons.inDetail} words={finding.problem} />
        </>
      );
    case 'overdue':
      return words.overdue(finding.count);
    case 'parked':
      return (
        <>
          {words.parked} {words.parkedCauses[finding.cause ?? '']}
          {finding.reason && <Said by={t.reasons.inDetail} words={finding.reason} />}
        </>
      );
    case 'paused':
      return <PausedLine paused={finding.platform} />;
    case 'silentWorker':
      return words.silentWorker(
        finding.worker.backend_type,
        f.relative(finding.worker.heartbeat_at, checkedAt),
      );
    case 'objective': {
      const kind = kindOf(finding.objective);
      const name = kind ? t.operations.objectives[kind] : finding.objective.objective;
      const { value, target } = finding.objective;
      return (
        <>
          {words.objective(name, format(kind, value), format(kind, target))}{' '}
          {kind === 'sync_success' && <FailedSyncsLink />}
        </>
      );
    }
    case 'jobFailed':
      return (
        <>
          {words.jobFailed(jobName(finding.job))}
          <JobFailure job={finding.job} />
        </>
      );
    case 'jobLate':
      return words.jobLate(jobName(finding.job), f.relative(finding.job.next_run_at, checkedAt));
    case 'jobPaused':
      return <PausedJobLine job={finding.job} name={jobName(finding.job)} />;
    case 'mailsOverdue':
    case 'mailsGivenUp':
      return (
        <>
          {words[finding.kind](finding.count)}
          {finding.error && <Said by={t.reasons.inDetail} words={finding.error} />}
        </>
      );
  }
}

function PausedJobLine({ job, name }: { job: Job; name: string }) {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const action = useJobAction();
  return (
    <>
      {t.operations.findings.jobPaused(name)}{' '}
      <Button
        small
        icon="play"
        busy={action.isPending}
        aria-label={t.operations.resumePlatform(name)}
        onClick={() =>
          action.mutate(
            { action: 'resume_job', name: job.job },
            { onError: (error) => announce(describeFailedChange(error, t, f), 'bad') },
          )
        }
      >
        {t.operations.jobs.resume}
      </Button>
    </>
  );
}

function PausedLine({ paused }: { paused: PausedPlatform }) {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const resume = useResumePlatform();
  const name = platformNames[paused.platform];
  return (
    <>
      {paused.paused_until && Number.isFinite(Date.parse(paused.paused_until))
        ? t.operations.findings.paused(name, f.dateTime(paused.paused_until))
        : t.operations.findings.pausedOpen(name)}{' '}
      {paused.reason_code || paused.reason ? (
        <Cause platform={paused.platform} code={paused.reason_code} message={paused.reason} advised />
      ) : null}
      <Button
        small
        icon="play"
        busy={resume.isPending}
        onClick={() =>
          resume.mutate(paused.platform, {
            onError: (error) => announce(describeFailedChange(error, t, f), 'bad'),
          })
        }
      >
        {t.operations.resumePlatform(name)}
      </Button>
    </>
  );
}
