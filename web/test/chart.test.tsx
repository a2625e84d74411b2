import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { createFormatters } from '../src/shared/format/formatters';
import { ChartDrawing } from '../src/shared/chart/ChartDrawing';
import { renderAt } from './render';

// One account with one measurement, in French.
const draw = (from: number, to: number, at: number) =>
  renderAt(
    '/',
    'fr',
    <ChartDrawing
      series={[{ id: 'a', label: 'a', points: [{ at, value: 1 }] }]}
      from={from}
      to={to}
      formatTick={String}
      cursor={null}
      onPoint={() => undefined}
    />,
  );

test('a day at the edge of a chart begins there, instead of being cut', async () => {
  const [from, to] = [Date.parse('2026-09-01'), Date.parse('2026-11-28')];
  draw(from, to, to);
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

test('on a phone the days of a week do not run into each other', async () => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly told: (entries: { contentRect: { width: number } }[]) => void) {}
      observe = () => this.told([{ contentRect: { width: 294 } }]);
      disconnect = () => undefined;
    },
  );
  const [from, to] = [Date.parse('2026-11-21'), Date.parse('2026-11-28T15:00:00Z')];
  draw(from, to, from);
  await screen.findByText(/25 nov/);
  const places = [...document.querySelectorAll('.chart-tick-day')].map((day) => ({
    begin: Number(day.getAttribute('x')) - (day.hasAttribute('data-first') ? 0 : 24),
    end: Number(day.getAttribute('x')) + (day.hasAttribute('data-first') ? 48 : 24),
  }));
  expect(places.length).toBeGreaterThan(2);
  for (const [index, { begin }] of places.slice(1).entries())
    expect(begin).toBeGreaterThan(places[index]?.end ?? Infinity);
});
