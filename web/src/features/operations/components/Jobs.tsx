// The jobs with their last and next runs; each can be run now, paused and resumed.
import { useI18n } from '../../../i18n/context';
import { describeFailedChange } from '../../../shared/http/describe';
import { Badge } from '../../../shared/ui/Badge';
import { Button } from '../../../shared/ui/Button';
import { Value } from '../../../shared/ui/Figure';
import { useAnnounce } from '../../../shared/ui/Toasts';
import { type JobAction, useJobAction, useJobs } from '../api';
import type { Job } from '../types';
import { useServerNow } from '../useServerNow';
import { JobFailure } from './JobFailure';
import { Panel } from './Panel';

export function Jobs() {
  const { t } = useI18n();
  const jobs = useJobs();
  return (
    <Panel title={t.operations.jobs.title} query={jobs} width="whole">
      {(rows) => (
        <ul className="jobs">
          {rows.map((job) => (
            <li key={job.job}>
              <OneJob job={job} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OneJob({ job }: { job: Job }) {
  const { t, f } = useI18n();
  const now = useServerNow();
  const announce = useAnnounce();
  const action = useJobAction();
  const words = t.operations.jobs;
  const name = words.names[job.job] ?? job.job;
  const act = (which: JobAction) =>
    action.mutate(
      { action: which, name: job.job },
      {
        onSuccess: () => which === 'run_job' && announce(words.started(name), 'good', `job ${job.job}`),
        onError: (error) =>
          announce(describeFailedChange(error, t, f, words.failed), 'bad', `job ${job.job}`),
      },
    );

  return (
    <article className="job" data-paused={job.paused} aria-label={name}>
      <div className="job-name">
        <h3>{name}</h3>
        <p className="quiet">
          <code>{job.job}</code> · <code>{job.schedule}</code>
        </p>
      </div>
      <div className="job-run">
        <span className="job-label">{words.last}</span>
        {job.last_started_at ? (
          <>
            <span title={f.dateTime(job.last_started_at)}>{f.ago(job.last_started_at, now)}</span>{' '}
            <JobStatus status={job.last_status} />
          </>
        ) : (
          <span className="quiet">{words.neverRan}</span>
        )}
      </div>
      <div className="job-run">
        <span className="job-label">{words.next}</span>
        {job.paused ? (
          <Badge tone="warn">{words.paused}</Badge>
        ) : (
          <span title={f.relative(job.next_run_at, now)}>
            <Value>{f.dateTime(job.next_run_at)}</Value>
          </span>
        )}
      </div>
      <div className="job-actions">
        <Button small icon="play" busy={action.isPending} onClick={() => act('run_job')}>
          {words.run}
        </Button>
        <Button small variant="quiet" onClick={() => act(job.paused ? 'resume_job' : 'pause_job')}>
          {job.paused ? words.resume : words.pause}
        </Button>
      </div>
      {job.last_status === 'failed' && (
        <div className="job-failure">
          <JobFailure job={job} />
        </div>
      )}
    </article>
  );
}

function JobStatus({ status }: { status: string | null }) {
  const { t } = useI18n();
  if (status === null) return null;
  const tone = status === 'failed' ? 'bad' : status === 'succeeded' ? 'good' : 'busy';
  return <Badge tone={tone}>{t.operations.jobs.status[status] ?? status}</Badge>;
}
