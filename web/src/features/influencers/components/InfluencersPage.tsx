// The merchant's search: filters in the address, results in pages, up to four chosen for comparing.
import { useSearchParams } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { Button } from '../../../shared/ui/Button';
import { PageHead } from '../../../shared/ui/PageHead';
import { Pager } from '../../../shared/ui/Pager';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { pageSize, useInfluencers } from '../api';
import { type Filters, isFiltered, readFilters, writeFilters } from '../filters';
import { CompareBar } from './CompareBar';
import { FilterBar } from './FilterBar';
import { InfluencerTable } from './InfluencerTable';

export default function InfluencersPage() {
  const { t } = useI18n();
  const [parameters, setParameters] = useSearchParams();
  const filters = readFilters(parameters);
  const influencers = useInfluencers(filters);

  /** Any other filter begins again at the first page. The way back leads over the pages, not over each letter typed. */
  const change = (wanted: Partial<Filters>, replace = true) =>
    setParameters(writeFilters({ ...filters, page: 1, ...wanted }), { replace });
  const clear = () => setParameters({}, { replace: true });

  return (
    <>
      <PageHead title={t.influencers.title} lede={t.influencers.lede} />
      <FilterBar filters={filters} onChange={(wanted) => change(wanted)} onClear={clear} />
      {influencers.isPending && <Skeleton blocks={6} height="row" />}
      {influencers.isError && !influencers.data && (
        <ErrorState error={influencers.error} onRetry={() => void influencers.refetch()} />
      )}
      {influencers.data && (
        <>
          <p className="result-count" role="status">
            {t.common.results(influencers.data.total)}
          </p>
          {influencers.data.total === 0 ? (
            <Nobody filters={filters} onClear={clear} />
          ) : (
            <InfluencerTable influencers={influencers.data.rows} busy={influencers.isPlaceholderData} />
          )}
          <Pager
            page={filters.page}
            pageSize={pageSize}
            total={influencers.data.total}
            stale={influencers.isPlaceholderData}
            onChange={(page, corrected) => change({ page }, corrected)}
          />
        </>
      )}
      <CompareBar />
    </>
  );
}

function Nobody({ filters, onClear }: { filters: Filters; onClear: () => void }) {
  const { t } = useI18n();
  if (!isFiltered(filters)) {
    return <EmptyState icon="search" title={t.influencers.noneTitle} body={t.influencers.noneBody} />;
  }
  return (
    <EmptyState
      icon="search"
      title={t.influencers.emptyTitle}
      body={t.influencers.emptyBody}
      action={<Button onClick={onClear}>{t.influencers.clear}</Button>}
    />
  );
}
