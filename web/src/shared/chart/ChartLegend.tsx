// Which line is which, with its value on the day being read.
import { useI18n } from '../../i18n/context';
import { Value } from '../ui/Figure';
import type { Series } from './series';

interface Props {
  series: Series[];
  at: number | null;
  format: (value: number | null) => string;
}

export function ChartLegend({ series, at, format }: Props) {
  const { f } = useI18n();
  return (
    <div className="chart-legend">
      <span className="chart-day">{f.day(at)}</span>
      <ul>
        {series.map((line, index) => (
          <li key={line.id}>
            <span className="chart-swatch" data-line={index} aria-hidden="true" />
            <span className="chart-name" dir="auto">
              {line.label}
            </span>
            <strong>
              <Value>{format(line.points.find((point) => point.at === at)?.value ?? null)}</Value>
            </strong>
          </li>
        ))}
      </ul>
    </div>
  );
}
