import { describe, expect, test } from 'vitest';
import { changeOver } from '../src/features/history/change';
import { combine, countable, linesPerAccount } from '../src/features/history/combine';
import { csvColumns, csvOf, type CsvRow } from '../src/features/history/csv';
import { measurement, uuid } from './samples';

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const second = { connection_id: uuid(101), platform: 'tiktok' as const, platform_username: 'salmacooks' };

describe('one line an account', () => {
  test('the last of several measurements on a day counts', () => {
    const [line] = linesPerAccount(
      [
        measurement('2026-11-01', { followers_count: 10 }),
        measurement('2026-11-01', { followers_count: 12, synced_at: '2026-11-01T20:00:00Z' }),
      ],
      'followers',
    );
    expect(line?.label).toBe('Instagram @salma.benali');
    expect(line?.points).toEqual([{ at: at('2026-11-01'), value: 12 }]);
  });
});

describe('all accounts as one', () => {
  const together = (
    rows: ReturnType<typeof measurement>[],
    metric: 'followers' | 'engagement' = 'followers',
  ) => combine(linesPerAccount(rows, metric), metric, 'all').points;

  test('counts are summed, rates averaged', () => {
    const rows = [
      measurement('2026-11-01', { followers_count: 100, engagement_rate: 2 }),
      measurement('2026-11-01', { ...second, followers_count: 50, engagement_rate: 5 }),
    ];
    expect(together(rows).map((point) => point.value)).toEqual([150]);
    expect(together(rows, 'engagement').map((point) => point.value)).toEqual([3.5]);
  });

  test('a day on which one account was not measured is unknown, not a loss', () => {
    const rows = [
      measurement('2026-11-01', { followers_count: 100 }),
      measurement('2026-11-02', { followers_count: 101 }),
      measurement('2026-11-01', { ...second, followers_count: 50 }),
    ];
    expect(together(rows).map((point) => point.value)).toEqual([150, null]);
  });

  test('an account that is added begins the line anew', () => {
    const rows = [
      measurement('2026-11-01', { followers_count: 100 }),
      measurement('2026-11-02', { followers_count: 101 }),
      measurement('2026-11-02', { ...second, followers_count: 50 }),
    ];
    expect(together(rows)).toEqual([
      { at: at('2026-11-01'), value: 100, begins: true },
      { at: at('2026-11-02'), value: 151, begins: true },
    ]);
  });

  test('an account without a current figure is left out of the whole line', () => {
    const lines = linesPerAccount(
      [
        measurement('2026-11-20'),
        measurement('2026-11-10', second),
        measurement('2026-11-20', { connection_id: uuid(102), followers_count: null }),
      ],
      'followers',
    );
    const { counted, leftOut } = countable(lines);
    expect(counted.map((line) => line.id)).toEqual([uuid(100)]);
    expect(leftOut.map((line) => line.id)).toEqual([uuid(101), uuid(102)]);
  });

  test('an account that somebody else has is left out at once', () => {
    const lines = linesPerAccount(
      [
        measurement('2026-11-19', { followers_count: 100 }),
        measurement('2026-11-19', { ...second, followers_count: 50 }),
        measurement('2026-11-20', { followers_count: 101 }),
      ],
      'followers',
    );
    const { counted, leftOut } = countable(lines, new Set([uuid(101)]));
    expect(combine(counted, 'followers', 'all').points.map((point) => point.value)).toEqual([100, 101]);
    expect(leftOut.map((line) => line.id)).toEqual([uuid(101)]);
  });
});

describe('the change over a period', () => {
  const points = (values: [string, number | null, boolean?][]) =>
    values.map(([day, value, begins = false]) => ({ at: at(day), value, ...(begins && { begins }) }));

  test('is last minus first, absolute and in percent', () => {
    const change = changeOver(
      points([
        ['2026-11-01', 200],
        ['2026-11-02', null],
        ['2026-11-03', 230],
      ]),
      at('2026-11-01'),
    );
    expect(change).toMatchObject({ last: 230, difference: 30, percent: 15, shorter: false });
  });

  test('is unknown with a single measurement', () => {
    expect(changeOver(points([['2026-11-01', 200]]), at('2026-11-01'))).toMatchObject({
      difference: null,
      percent: null,
    });
  });

  test('says when measuring began later than the period', () => {
    expect(
      changeOver(
        points([
          ['2026-11-10', 1],
          ['2026-11-11', 2],
        ]),
        at('2026-11-01'),
      )?.shorter,
    ).toBe(true);
  });

  test('of a line that begins anew does not say that measuring began there', () => {
    const anew = changeOver(
      points([
        ['2026-11-01', 1, true],
        ['2026-11-08', 5, true],
        ['2026-11-09', 6],
      ]),
      at('2026-11-01'),
    );
    expect(anew).toMatchObject({ difference: 1, firstAt: at('2026-11-08'), shorter: false });
  });

  test('does not count an added account as growth', () => {
    const change = changeOver(
      points([
        ['2026-11-01', 100],
        ['2026-11-02', 5000, true],
        ['2026-11-03', 5010],
      ]),
      at('2026-11-01'),
    );
    expect(change).toMatchObject({ difference: 10, firstAt: at('2026-11-02') });
  });

  test('has no percentage from zero, and nothing from nothing', () => {
    expect(
      changeOver(
        points([
          ['2026-11-01', 0],
          ['2026-11-02', 5],
        ]),
        at('2026-11-01'),
      )?.percent,
    ).toBeNull();
    expect(changeOver(points([['2026-11-01', null]]), at('2026-11-01'))).toBeNull();
  });
});

describe('the file', () => {
  const row = (changes: Partial<CsvRow>): CsvRow => ({
    ...(Object.fromEntries(csvColumns.map((column) => [column, null])) as CsvRow),
    platform: 'facebook',
    ...changes,
  });
  const header = `${csvColumns.join(',')}\r\n`;

  test('has its header where nothing was measured', () => {
    expect(csvOf([])).toBe(header);
  });

  test('leaves unknown figures empty, and numbers numbers', () => {
    const line = row({ followers_count: 0, engagement_rate: 4.3512, followers_growth: -5 });
    expect(csvOf([line])).toBe(`${header},facebook,,,0,,4.3512,,,,,-5\r\n`);
  });

  test.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['@anna', `"'@anna"`],
    ['Anna, "the" cook', '"Anna, ""the"" cook"'],
    ['anna_b', 'anna_b'],
  ])('writes the name %s as %s', (name, written) => {
    expect(csvOf([row({ platform_username: name })])).toBe(`${header},facebook,${written},,,,,,,,,\r\n`);
  });
});
