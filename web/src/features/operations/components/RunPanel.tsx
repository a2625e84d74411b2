// The run in progress: how far, how fast, how long still; otherwise when the next one begins.
import { useI18n } from '../../../i18n/context';
import { Meter } from '../../../shared/ui/Meter';
import { useJobs, useRunProgress } from '../api';
import type { RunProgress } from '../types';
import { useServerNow } from '../useServerNow';
import { Panel } from './Panel';

const dailyRun = 'sync_all_active_connections';

export function RunPanel() {
  const { t, f } = useI18n();
  const now = useServerNow();
  const run = useRunProgress();
  const next = useJobs().data?.find((job) => job.job === dailyRun)?.next_run_at;
  return (
    <Panel title={t.operations.run.title} query={run} width="whole">
      {(progress) =>
        progress.running ? (
          <Running progress={progress} />
        ) : (
          <p className="quiet">
            {t.operations.run.idle} {next && t.operations.run.next(f.relative(next, now))}
          </p>
        )
      }
    </Panel>
  );
}

function Running({ progress }: { progress: RunProgress }) {
  const { t, f } = useI18n();
  const words = t.operations.run;
  const { total, done } = progress;
  const percent = total && done !== null ? (done / total) * 100 : null;
  return (
    <>
      <p className="run-figure">
        {/* Rounded down: all is done when all is. */}
        <strong>{f.percent(percent && Math.floor(percent), 0)}</strong>{' '}
        {words.of(f.integer(done), f.integer(total))}
      </p>
      <Meter label={words.label} percent={percent} />
      <ul className="run-facts">
        <li>{words.rate(f.decimal(progress.rate_per_second))}</li>
        <li>{words.failed(progress.failed ?? 0)}</li>
        {progress.seconds_left !== null && <li>{words.left(f.duration(progress.seconds_left))}</li>}
      </ul>
    </>
  );
}
