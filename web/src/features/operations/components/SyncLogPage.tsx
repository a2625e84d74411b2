// The whole sync log with its filters, which live in the address.
import { useSearchParams } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { useFilterPlatforms } from '../../../shared/hooks/usePlatformOffers';
import { platformNames } from '../../../shared/platforms';
import { Select, TextField } from '../../../shared/ui/Fields';
import { PageHead } from '../../../shared/ui/PageHead';
import { Pager } from '../../../shared/ui/Pager';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { logPageSize, useSyncLog } from '../api';
import {
  isNoUserId,
  type LogFilters,
  logStatuses,
  logTypes,
  readLogFilters,
  writeLogFilters,
} from '../logFilters';
import { LogTable } from './LogTable';

export default function SyncLogPage() {
  const { t } = useI18n();
  const [parameters, setParameters] = useSearchParams();
  const filters = readLogFilters(parameters);
  const log = useSyncLog(filters, logPageSize);
  const noUser = isNoUserId(filters.user);
  const change = (wanted: Partial<LogFilters>, replace = true) =>
    setParameters(writeLogFilters({ ...filters, page: 1, ...wanted }), { replace });

  return (
    <>
      <PageHead title={t.operations.log.title} lede={t.operations.log.lede} />
      <Filters filters={filters} onChange={(wanted) => change(wanted)} />
      {noUser ? (
        <EmptyState icon="list" title={t.operations.log.emptyTitle} body={t.operations.log.noUser} />
      ) : (
        <Found log={log} page={filters.page} onPage={(page, corrected) => change({ page }, corrected)} />
      )}
    </>
  );
}

interface FoundProps {
  log: ReturnType<typeof useSyncLog>;
  page: number;
  onPage: (page: number, corrected: boolean) => void;
}

function Found({ log, page, onPage }: FoundProps) {
  const { t } = useI18n();
  return (
    <>
      {log.isPending && <Skeleton blocks={8} height="row" />}
      {log.isError && !log.data && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
      {log.data && (
        <>
          <p className="result-count" role="status">
            {t.common.results(log.data.total)}
          </p>
          {log.data.rows.length === 0 ? (
            <EmptyState icon="list" title={t.operations.log.emptyTitle} body={t.operations.log.emptyBody} />
          ) : (
            <div className="card" aria-busy={log.isPlaceholderData}>
              <LogTable rows={log.data.rows} />
            </div>
          )}
          <Pager
            page={page}
            pageSize={logPageSize}
            total={log.data.total}
            stale={log.isPlaceholderData}
            onChange={onPage}
          />
        </>
      )}
    </>
  );
}

interface FilterProps {
  filters: LogFilters;
  onChange: (change: Partial<LogFilters>) => void;
}

function Filters({ filters, onChange }: FilterProps) {
  const { t } = useI18n();
  const words = t.operations.log;
  const platforms = useFilterPlatforms(filters.platform);
  const any = (which: keyof typeof words.any) => ({ value: '', text: words.any[which] });
  return (
    <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Select
        label={words.platform}
        value={filters.platform}
        choices={[
          any('platform'),
          ...platforms.map((value) => ({ value: value, text: platformNames[value] })),
        ]}
        onChange={(platform) => onChange({ platform })}
      />
      <Select
        label={words.status}
        value={filters.status}
        choices={[
          any('status'),
          ...logStatuses.map((value) => ({ value: value, text: words.statuses[value] ?? value })),
        ]}
        onChange={(status) => onChange({ status })}
      />
      <Select
        label={words.type}
        value={filters.type}
        choices={[
          any('type'),
          ...logTypes.map((value) => ({ value: value, text: words.types[value] ?? value })),
        ]}
        onChange={(type) => onChange({ type })}
      />
      <TextField
        label={words.cause}
        value={filters.cause}
        placeholder={words.anyCause}
        onChange={(cause) => onChange({ cause })}
      />
      <TextField
        label={words.user}
        value={filters.user}
        {...(isNoUserId(filters.user) && { 'aria-invalid': true, hint: words.wholeId })}
        onChange={(user) => onChange({ user })}
      />
    </form>
  );
}
