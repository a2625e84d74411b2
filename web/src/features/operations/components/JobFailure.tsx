// Why the last run of a job failed, and the server's own words.
import { useI18n } from '../../../i18n/context';
import { Said } from '../../../shared/ui/Said';
import { jobCauseOf } from '../causes';
import type { Job } from '../types';

export function JobFailure({ job }: { job: Job }) {
  const { t } = useI18n();
  return (
    <>
      <p>{t.operations.jobs.causes[jobCauseOf(job.last_error_code)]}</p>
      {job.last_error && <Said by={t.reasons.inDetail} words={job.last_error} />}
    </>
  );
}
