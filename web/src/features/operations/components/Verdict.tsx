// All is well, or exactly what is not: parked, paused, silent, missed, failed.
import { useI18n } from '../../../i18n/context';
import { useNow } from '../../../shared/hooks/useNow';
import { Icon } from '../../../shared/ui/Icon';
import { ErrorState, Skeleton } from '../../../shared/ui/States';
import { useStuckMailCount, useHealth, useJobs, usePausedPlatforms, useWorkers } from '../api';
import { findingsOf } from '../findings';
import { FindingLine } from './FindingLine';

export function Verdict() {
  const { t, f } = useI18n();
  const now = useNow();
  const health = useHealth();
  const workers = useWorkers();
  const paused = usePausedPlatforms();
  const jobs = useJobs();
  const stuckMails = useStuckMailCount();

  const all = [health, workers, paused, jobs, stuckMails];
  const failed = all.find((query) => query.isError && query.data === undefined);
  if (failed) {
    return (
      <ErrorState
        error={failed.error}
        onRetry={() => void Promise.all(all.map((query) => query.refetch()))}
      />
    );
  }
  if (!health.data || !workers.data || !paused.data || !jobs.data || stuckMails.data === undefined) {
    return <Skeleton blocks={1} height="row" />;
  }

  const findings = findingsOf(
    {
      health: health.data,
      workers: workers.data,
      paused: paused.data,
      jobs: jobs.data,
      stuckMails: stuckMails.data,
    },
    now,
  );
  const well = findings.length === 0;
  return (
    <section className="verdict" data-tone={well ? 'good' : 'bad'} aria-live="polite">
      <span className="verdict-sign">
        <Icon name={well ? 'check' : 'warning'} size={28} />
      </span>
      <div>
        <h2>{well ? t.operations.verdict.well : t.operations.verdict.attention(findings.length)}</h2>
        {well ? (
          <p>{t.operations.verdict.wellBody}</p>
        ) : (
          <ul>
            {findings.map((finding, index) => (
              <li key={index}>
                <FindingLine finding={finding} />
              </li>
            ))}
          </ul>
        )}
        <p className="verdict-time">{t.operations.updated(f.relative(health.dataUpdatedAt, now))}</p>
      </div>
    </section>
  );
}
