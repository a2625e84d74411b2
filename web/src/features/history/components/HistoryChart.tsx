// The chart of the chosen figure with what it comes down to: where it stands and how it changed.
import { useI18n } from '../../../i18n/context';
import { LazyLineChart } from '../../../shared/chart/LazyLineChart';
import { countGaps, knownPoints, type Series } from '../../../shared/chart/series';
import { percentagePoints } from '../../../shared/format/rates';
import { useNow } from '../../../shared/hooks/useNow';
import { Delta, Figure } from '../../../shared/ui/Figure';
import { EmptyState } from '../../../shared/ui/States';
import { Term } from '../../../shared/ui/Term';
import type { Metric } from '../api';
import { type Change, changeOver } from '../change';

interface Props {
  series: Series[];
  metric: Metric;
  from: number;
  note: string | null;
}

export function HistoryChart({ series, metric, from, note }: Props) {
  const { t, f } = useI18n();
  const now = useNow();
  const only = series.length === 1 ? series[0] : undefined;
  const change = only ? changeOver(only.points, from) : null;
  const format = metric === 'engagement' ? f.rate : f.integer;
  const formatTick = metric === 'engagement' ? f.percentTick : f.tick;

  if (!series.some((line) => line.points.some((point) => point.value !== null))) {
    return <EmptyState icon="history" title={t.history.emptyRangeTitle} body={t.history.emptyRangeBody} />;
  }
  return (
    <>
      {only && change && (
        <dl className="history-figures">
          <Figure
            size="large"
            label={
              metric === 'engagement' ? (
                <Term name={t.common.metrics.engagement} definition={t.common.definitions.engagement} />
              ) : (
                t.common.metrics[metric]
              )
            }
            value={format(change.last)}
            note={f.day(change.lastAt)}
          />
          <Figure
            label={t.history.change}
            value={change.difference === null ? f.signed(null) : ''}
            note={<ChangeNote change={change} metric={metric} />}
          />
          <Figure
            label={t.history.measuredOf}
            value={f.integer(knownPoints(only.points).length)}
            note={t.history.gaps(countGaps(only.points))}
          />
        </dl>
      )}
      <LazyLineChart
        label={t.history.chart(t.common.metrics[metric], f.day(from), f.day(now))}
        series={series}
        from={from}
        to={now}
        format={format}
        formatTick={formatTick}
      />
      {note && <p className="chart-note">{note}</p>}
    </>
  );
}

function ChangeNote({ change, metric }: { change: Change; metric: Metric }) {
  const { t, f } = useI18n();
  const since = f.day(change.firstAt);
  if (change.difference === null)
    return change.shorter ? t.history.sinceFirst(since) : t.history.since(since);
  const inPoints = metric === 'engagement';
  return (
    <>
      <span className="figure-value">
        {inPoints ? (
          <Delta value={percentagePoints(change.difference)} text={f.points(change.difference)} />
        ) : (
          <Delta value={change.difference} text={f.signed(change.difference)} />
        )}
      </span>
      <span className="figure-note">
        {inPoints ? t.history.points : change.percent !== null && f.signedPercent(change.percent)}
        {'\u00a0· '}
        {change.shorter ? t.history.sinceFirst(since) : t.history.since(since)}
      </span>
    </>
  );
}
