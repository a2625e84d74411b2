// The newest rows of the sync log, and the way to all of it.
import { useI18n } from '../../../i18n/context';
import { ButtonLink } from '../../../shared/ui/Button';
import { shortListLength, useSyncLog } from '../api';
import { noLogFilters } from '../logFilters';
import { LogTable } from './LogTable';
import { Panel } from './Panel';

export function LatestSyncs() {
  const { t } = useI18n();
  const log = useSyncLog(noLogFilters, shortListLength);
  return (
    <Panel
      title={t.operations.log.latest}
      query={log}
      width="whole"
      actions={
        <ButtonLink small variant="quiet" to="/operator/sync-log">
          {t.operations.log.all}
        </ButtonLink>
      }
    >
      {({ rows }) =>
        rows.length === 0 ? <p className="quiet">{t.operations.log.emptyTitle}</p> : <LogTable rows={rows} />
      }
    </Panel>
  );
}
