// All is well, or exactly what is not: parked, paused, silent, missed, failed. An answer that no longer comes is never
// taken for a good one: then it says since when nothing is known.
import { useI18n } from '../../../i18n/context';
import { useNow } from '../../../shared/hooks/useNow';
import { describeError } from '../../../shared/http/describe';
import { Icon } from '../../../shared/ui/Icon';
import { ErrorState, Skeleton } from '../../../shared/ui/States';
import { useHealth, useJobs, usePausedPlatforms, useWorkers } from '../api';
import { findingsOf, unmeasuredOf } from '../findings';
import { FindingLine } from './FindingLine';

export function Verdict() {
  const { t, f } = useI18n();
  const now = useNow();
  const health = useHealth();
  const workers = useWorkers();
  const paused = usePausedPlatforms();
  const jobs = useJobs();

  const all = [health, workers, paused, jobs];
  const failed = all.find((query) => query.isError && query.data === undefined);
  if (failed) {
    return (
      <ErrorState
        error={failed.error}
        onRetry={() => void Promise.all(all.map((query) => query.refetch()))}
      />
    );
  }
  if (!health.data || !workers.data || !paused.data || !jobs.data) {
    return <Skeleton blocks={1} height="row" />;
  }

  const findings = findingsOf({
    health: health.data,
    workers: workers.data,
    paused: paused.data,
    jobs: jobs.data,
  });
  const stale = all.find((query) => query.isError);
  if (stale) {
    const oldest = Math.min(...all.map((query) => query.dataUpdatedAt));
    return (
      <section className="verdict" data-tone="bad" aria-live="polite">
        <span className="verdict-sign">
          <Icon name="warning" size={28} />
        </span>
        <div>
          <h2>{t.operations.verdict.unknown}</h2>
          <p>{t.operations.verdict.unknownBody(f.ago(oldest, now))}</p>
          <p className="verdict-time">{describeError(stale.error, t, f)}</p>
        </div>
      </section>
    );
  }
  const well = findings.length === 0;
  const unmeasured = unmeasuredOf({ health: health.data });
  return (
    <section className="verdict" data-tone={well ? 'good' : 'bad'} aria-live="polite">
      <span className="verdict-sign">
        <Icon name={well ? 'check' : 'warning'} size={28} />
      </span>
      <div>
        <h2>{well ? t.operations.verdict.well : t.operations.verdict.attention(findings.length)}</h2>
        {well ? (
          <p>
            {unmeasured > 0 ? t.operations.verdict.unmeasuredBody(unmeasured) : t.operations.verdict.wellBody}
          </p>
        ) : (
          <ul>
            {findings.map((finding, index) => (
              <li key={index}>
                <FindingLine finding={finding} checkedAt={Date.parse(health.data.checked_at)} />
              </li>
            ))}
          </ul>
        )}
        <p className="verdict-time">{t.operations.updated(f.ago(health.dataUpdatedAt, now))}</p>
      </div>
    </section>
  );
}
