// The chart's figures as a table, newest first; built only once it is opened.
import { useState } from 'react';
import { useI18n } from '../../i18n/context';
import { Value } from '../ui/Figure';
import { ScrollRegion } from '../ui/ScrollRegion';
import type { Series } from './series';

interface Props {
  label: string;
  series: Series[];
  days: number[];
  format: (value: number | null) => string;
}

export function ChartTable({ label, series, days, format }: Props) {
  const { t, f } = useI18n();
  const [open, setOpen] = useState(false);
  const columns = series.map((line) => new Map(line.points.map((point) => [point.at, point.value])));
  return (
    <details className="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.common.showAsTable}</summary>
      {open && (
        <ScrollRegion label={label}>
          <table>
            <caption className="visually-hidden">{label}</caption>
            <thead>
              <tr>
                <th scope="col">{t.history.date}</th>
                {series.map((line) => (
                  <th key={line.id} scope="col" className="number">
                    {line.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <tr key={day}>
                  <th scope="row">{f.day(day)}</th>
                  {columns.map((column, index) => (
                    <td key={series[index]?.id} className="number">
                      <Value>{format(column.get(day) ?? null)}</Value>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </details>
  );
}
