// A creator's followers or engagement over the last ninety days, a line an account.
import { useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { LazyLineChart } from '../../../shared/chart/LazyLineChart';
import { useNow } from '../../../shared/hooks/useNow';
import { Segmented } from '../../../shared/ui/Segmented';
import { ErrorState, Skeleton } from '../../../shared/ui/States';
import { historyDays, type PublicAccount, useInfluencerHistory } from '../api';
import { linesOf } from '../lines';

type Shown = 'followers' | 'engagement';
const choices: Shown[] = ['followers', 'engagement'];

interface Props {
  userId: string;
  accounts: PublicAccount[];
}

export function ProfileHistory({ userId, accounts }: Props) {
  const { t, f } = useI18n();
  const now = useNow();
  const [shown, setShown] = useState<Shown>('followers');
  const history = useInfluencerHistory([userId]);
  const followers = shown === 'followers';

  return (
    <section className="section" aria-labelledby="history-title">
      <div className="section-head">
        <h2 id="history-title">{t.influencers.profile.history}</h2>
        <Segmented
          label={t.history.metric}
          choices={choices.map((value) => ({ value, text: t.common.metrics[value] }))}
          value={shown}
          onChange={setShown}
        />
      </div>
      <div className="card">
        {history.isPending && <Skeleton blocks={1} height="chart" />}
        {history.isError && !history.data && (
          <ErrorState error={history.error} onRetry={() => void history.refetch()} />
        )}
        {history.data?.length === 0 && <p className="quiet">{t.history.emptyRangeTitle}</p>}
        {!!history.data?.length && (
          <LazyLineChart
            label={followers ? t.influencers.followersOverTime : t.common.metrics.engagement}
            series={linesOf(history.data, followers ? 'followers_count' : 'engagement_rate', accounts)}
            from={now - historyDays * 86_400_000}
            to={now}
            format={followers ? f.integer : f.rate}
            formatTick={followers ? f.tick : f.percentTick}
          />
        )}
      </div>
    </section>
  );
}
