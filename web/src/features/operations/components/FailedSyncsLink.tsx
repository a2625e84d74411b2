// To the syncs that failed, each by itself: what is behind a missed objective before any account counts as failing.
import { Link } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { noLogFilters, writeLogFilters } from '../logFilters';

export function FailedSyncsLink() {
  const { t } = useI18n();
  const log = writeLogFilters({ ...noLogFilters, status: 'failed' });
  return <Link to={`/operator/sync-log?${log.toString()}`}>{t.operations.failures.failed}</Link>;
}
