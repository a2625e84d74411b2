// Up to four creators side by side: their figures in rows with the best marked, their growth in one chart.
import { useSearchParams } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { LazyLineChart } from '../../../shared/chart/LazyLineChart';
import { useNow } from '../../../shared/hooks/useNow';
import { Button, ButtonLink } from '../../../shared/ui/Button';
import { focusScreen } from '../../../shared/ui/focusScreen';
import { PageHead } from '../../../shared/ui/PageHead';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { historyDays, useChosenInfluencers, useInfluencerHistory } from '../api';
import { choose, parseIds, useChosen } from '../choice';
import { totalsPerInfluencer } from '../lines';
import { useFilters, useListAddress } from '../wayBack';
import { CompareTable } from './CompareTable';

export default function ComparePage() {
  const { t, f } = useI18n();
  const now = useNow();
  const chosen = useChosen();
  const list = useListAddress();
  const filters = useFilters();
  const [parameters, setParameters] = useSearchParams();
  const shared = parseIds(parameters.get('ids'));
  const ids = shared.length > 0 ? shared : chosen.ids;
  const influencers = useChosenInfluencers(ids);
  const history = useInfluencerHistory(ids);

  if (ids.length === 0) {
    return (
      <EmptyState
        screen
        icon="compare"
        title={t.influencers.compareEmptyTitle}
        body={t.influencers.compareEmptyBody}
        action={
          <ButtonLink variant="primary" to={list}>
            {t.influencers.toList}
          </ButtonLink>
        }
      />
    );
  }
  if (influencers.isPending) return <Skeleton blocks={1} height="chart" />;
  if (!influencers.data) {
    return <ErrorState screen error={influencers.error} onRetry={() => void influencers.refetch()} />;
  }

  const keep = (rest: string[]) => {
    choose(rest);
    setParameters(rest.length ? { ids: rest.join(',') } : {}, { replace: true, state: filters });
    focusScreen();
  };

  // Whoever hides meanwhile still takes one of the four places.
  const found = new Set(influencers.data.map((influencer) => influencer.user_id));
  const gone = influencers.isPlaceholderData ? [] : ids.filter((id) => !found.has(id));

  if (influencers.data.length === 0 && !influencers.isPlaceholderData) {
    return (
      <EmptyState
        screen
        icon="compare"
        title={t.influencers.goneFromComparison(gone.length)}
        body={t.influencers.compareEmptyBody}
        action={<Button onClick={() => keep([])}>{t.influencers.removeGone}</Button>}
      />
    );
  }
  return (
    <>
      <PageHead
        title={t.influencers.compareTitle}
        lede={t.influencers.compareLede}
        actions={<ButtonLink to={list}>{t.influencers.toList}</ButtonLink>}
      />
      <CompareTable
        influencers={influencers.data}
        onRemove={(id) => keep(ids.filter((other) => other !== id))}
      />
      {gone.length > 0 && (
        <p className="quiet" role="status">
          {t.influencers.goneFromComparison(gone.length)}{' '}
          <Button small variant="quiet" onClick={() => keep(ids.filter((id) => !gone.includes(id)))}>
            {t.influencers.removeGone}
          </Button>
        </p>
      )}
      {history.isError && !history.data && (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} />
      )}
      {history.data && history.data.length > 0 && (
        <section className="card" aria-labelledby="compare-chart">
          <h2 id="compare-chart">{t.influencers.followersOverTime}</h2>
          <LazyLineChart
            label={t.influencers.followersOverTime}
            series={totalsPerInfluencer(influencers.data, history.data)}
            from={now - historyDays * 86_400_000}
            to={now}
            format={f.integer}
            formatTick={f.tick}
          />
        </section>
      )}
    </>
  );
}
