// Failing accounts, grouped by platform and cause; each leads to its part of the log.
import { Link } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { platformNames } from '../../../shared/platforms';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { useFailures } from '../api';
import { noLogFilters, writeLogFilters } from '../logFilters';
import type { Failure } from '../types';
import { useServerNow } from '../useServerNow';
import { Cause } from './Cause';
import { FailedSyncsLink } from './FailedSyncsLink';
import { Panel } from './Panel';

export function Failures() {
  const { t } = useI18n();
  const failures = useFailures();
  return (
    <Panel title={t.operations.failures.title} query={failures}>
      {(rows) =>
        rows.length === 0 ? (
          <>
            <p className="quiet">{t.operations.failures.none}</p>
            {/* An account stays active until its syncs have failed for a day. */}
            <p>
              <FailedSyncsLink />
            </p>
          </>
        ) : (
          <ul className="rows">
            {rows.map((failure) => (
              <li key={`${failure.platform}/${failure.error_code ?? ''}/${failure.connection_status}`}>
                <OneFailure failure={failure} />
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}

function OneFailure({ failure }: { failure: Failure }) {
  const { t, f } = useI18n();
  const now = useServerNow();
  const cause = failure.error_code ?? failure.connection_status;
  const log = writeLogFilters({
    ...noLogFilters,
    platform: failure.platform,
    cause: failure.error_code ?? '',
  });
  return (
    <div className="row">
      <PlatformMark platform={failure.platform} size="small" named />
      <div>
        <Link
          to={`/operator/sync-log?${log.toString()}`}
          aria-label={t.operations.failures.see(platformNames[failure.platform], cause)}
        >
          <code>{cause}</code>
        </Link>
        <Cause
          platform={failure.platform}
          code={failure.error_code}
          message={failure.sample_message}
          advised
        />
        <p className="quiet">{f.ago(failure.last_at, now)}</p>
      </div>
      <strong>{f.integer(failure.connections)}</strong>
    </div>
  );
}
