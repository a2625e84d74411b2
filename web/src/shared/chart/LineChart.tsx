// Lines over time. The legend doubles as the read-out of the day under the pointer; a range input moves that day
// by keyboard, and the same figures are there as a table.
import { useId, useMemo, useState } from 'react';
import { useI18n } from '../../i18n/context';
import { ChartDrawing } from './ChartDrawing';
import { ChartLegend } from './ChartLegend';
import { ChartTable } from './ChartTable';
import { moments, type Series } from './series';

interface Props {
  label: string;
  series: Series[];
  from: number;
  to: number;
  format: (value: number | null) => string;
  formatTick: (value: number, step: number) => string;
}

export default function LineChart({ label, series, from, to, format, formatTick }: Props) {
  const { t, f } = useI18n();
  const id = useId();
  const days = useMemo(() => moments(series), [series]);
  const [chosen, setChosen] = useState<number | null>(null);
  const index = chosen !== null && chosen < days.length ? chosen : days.length - 1;
  const at = days[index] ?? null;

  const spoken = series
    .map((line) => `${line.label} ${format(line.points.find((point) => point.at === at)?.value ?? null)}`)
    .join(', ');

  return (
    <figure className="chart" aria-labelledby={`${id}-label`}>
      <figcaption id={`${id}-label`} className="visually-hidden">
        {label}
      </figcaption>
      {/* A single line needs no name; its read-out shows while a day is being read. */}
      <div className="chart-read-out">
        {(series.length > 1 || chosen !== null) && <ChartLegend series={series} at={at} format={format} />}
      </div>
      <ChartDrawing
        series={series}
        from={from}
        to={to}
        formatTick={formatTick}
        cursor={chosen === null ? null : at}
        onPoint={(moment) => setChosen(moment === null ? null : days.indexOf(moment))}
      />
      {days.length > 1 && (
        <input
          className="chart-cursor"
          type="range"
          min={0}
          max={days.length - 1}
          value={index}
          aria-label={`${t.common.chartCursor}: ${label}`}
          aria-valuetext={`${f.day(at)}: ${spoken}`}
          onChange={(event) => setChosen(Number(event.target.value))}
          onBlur={() => setChosen(null)}
        />
      )}
      <ChartTable label={label} series={series} days={days} format={format} />
    </figure>
  );
}
