import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createFormatters } from '../src/shared/format/formatters';
import { ChartDrawing } from '../src/shared/chart/ChartDrawing';
import { renderAt } from './render';

test('a day at the edge of a chart begins there, instead of being cut', async () => {
  const [from, to] = [Date.parse('2026-09-01'), Date.parse('2026-11-28')];
  renderAt(
    '/',
    'fr',
    <ChartDrawing
      series={[{ id: 'a', label: 'a', points: [{ at: to, value: 1 }] }]}
      from={from}
      to={to}
      formatTick={String}
      cursor={null}
      onPoint={() => undefined}
    />,
  );
  await screen.findByText(/1 sept/);
  const days = [...document.querySelectorAll('.chart-tick-day')];
  const atEdge = (day: Element) => Number(day.getAttribute('x')) < 20;
  expect(days.filter(atEdge)).toHaveLength(1);
  for (const day of days) expect(day.hasAttribute('data-first')).toBe(atEdge(day));
});

test('between whole numbers of followers a scale has no others', async () => {
  const [from, to] = [Date.parse('2026-11-01'), Date.parse('2026-11-28')];
  renderAt(
    '/',
    'en',
    <ChartDrawing
      series={[{ id: 'a', label: 'a', points: [{ at: to, value: 4 }] }]}
      from={from}
      to={to}
      formatTick={createFormatters('en-GB').tick}
      cursor={null}
      onPoint={() => undefined}
    />,
  );
  await screen.findByText('4');
  const labels = [...document.querySelectorAll('.chart-tick:not(.chart-tick-day)')];
  expect(labels.map((label) => label.textContent)).toEqual(['4']);
});
