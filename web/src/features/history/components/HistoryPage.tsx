// The creator's figures over time, with the posts behind them.
import { useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { ButtonLink } from '../../../shared/ui/Button';
import { PageHead } from '../../../shared/ui/PageHead';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { useConnections, useRenewedHistory } from '../../connections/api';
import { type Days, type Metric, startOfPeriod, useStatsHistory } from '../api';
import { CsvButton } from './CsvButton';
import { HistoryCharts } from './HistoryCharts';
import { type AccountChoice, HistoryControls, sideBySide, together } from './HistoryControls';
import { PeriodPosts } from './PeriodPosts';

export default function HistoryPage() {
  const { t } = useI18n();
  const [days, setDays] = useState<Days>(30);
  const [metric, setMetric] = useState<Metric>('followers');
  const [choice, setChoice] = useState<AccountChoice>(together);
  const connections = useConnections();
  const history = useStatsHistory(days);
  useRenewedHistory(connections.data);

  if (connections.isPending || history.isPending) return <Skeleton blocks={1} height="chart" />;
  const error = connections.data ? history.error : connections.error;
  if (!connections.data || !history.data) {
    return (
      <ErrorState
        screen
        error={error}
        onRetry={() => void Promise.all([connections.refetch(), history.refetch()])}
      />
    );
  }
  if (connections.data.length === 0) {
    return (
      <>
        <PageHead title={t.history.title} lede={t.history.lede} />
        <EmptyState
          icon="history"
          title={t.history.emptyTitle}
          body={t.history.emptyBody}
          action={
            <ButtonLink variant="primary" to="/influencer/social-media">
              {t.connections.add.first}
            </ButtonLink>
          }
        />
      </>
    );
  }

  const connectionId = choice === together || choice === sideBySide ? null : choice;
  return (
    <>
      <PageHead
        title={t.history.title}
        lede={t.history.lede}
        actions={<CsvButton days={days} connectionId={connectionId} />}
      />
      <HistoryControls
        connections={connections.data}
        days={days}
        onDays={setDays}
        metric={metric}
        onMetric={setMetric}
        choice={choice}
        onChoice={setChoice}
      />
      <HistoryCharts
        connections={connections.data}
        history={history.data}
        metric={metric}
        choice={choice}
        from={startOfPeriod(days).getTime()}
        busy={history.isPlaceholderData}
      />
      <PeriodPosts days={days} connectionId={connectionId} />
    </>
  );
}
