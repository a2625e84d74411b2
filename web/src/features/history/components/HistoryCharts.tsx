// Which charts the chosen accounts make: one for all together, one for each side by side, or one account's alone.
import { useI18n } from '../../../i18n/context';
import type { Series } from '../../../shared/chart/series';
import type { Connection } from '../../connections/api';
import { isTakenOver } from '../../connections/status';
import type { Measurement, Metric } from '../api';
import { combine, countable, linesPerAccount } from '../combine';
import { HistoryChart } from './HistoryChart';
import { type AccountChoice, sideBySide, together } from './HistoryControls';

interface Props {
  connections: Connection[];
  history: Measurement[];
  metric: Metric;
  choice: AccountChoice;
  from: number;
  busy: boolean;
}

export function HistoryCharts({ connections, history, metric, choice, from, busy }: Props) {
  const order = connections.map((connection) => connection.id);
  const lines = linesPerAccount(history, metric).sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  // Of one account alone nothing is added up.
  const takenOver = new Set(lines.length > 1 ? connections.filter(isTakenOver).map(({ id }) => id) : []);
  if (choice === together)
    return <Together lines={lines} takenOver={takenOver} metric={metric} from={from} busy={busy} />;

  // Rates share one scale; counts of a small and a large account do not fit one, so each has its own chart.
  const wanted = choice === sideBySide ? lines : lines.filter((line) => line.id === choice);
  const charts = metric === 'engagement' ? [wanted] : wanted.map((line) => [line]);
  return (
    <div className="history-charts" aria-busy={busy}>
      {(charts.length ? charts : [[]]).map((series, index) => (
        <section key={series[0]?.id ?? index} className="card" aria-label={series[0]?.label}>
          {choice === sideBySide && series.length === 1 && <h2>{series[0]?.label}</h2>}
          <HistoryChart series={series} metric={metric} from={from} note={null} />
        </section>
      ))}
    </div>
  );
}

interface TogetherProps {
  lines: Series[];
  takenOver: ReadonlySet<string>;
  metric: Metric;
  from: number;
  busy: boolean;
}

function Together({ lines, takenOver, metric, from, busy }: TogetherProps) {
  const { t, f } = useI18n();
  const { counted, leftOut } = countable(lines, takenOver);
  const line = combine(counted, metric, t.history.together);
  const added = line.points.findLast((point, index) => point.begins && index > 0);
  const notes = [
    t.history.togetherNote[metric],
    added && t.history.begins(f.day(added.at)),
    leftOut.length > 0 && t.history.leftOut(leftOut.map(({ label }) => label).join(', ')),
  ];
  return (
    <section className="card" aria-label={t.history.together} aria-busy={busy}>
      <HistoryChart
        series={[line]}
        metric={metric}
        from={from}
        note={lines.length > 1 ? notes.filter(Boolean).join(' ') : null}
      />
    </section>
  );
}
