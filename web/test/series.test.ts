import { expect, test } from 'vitest';
import { countGaps, dayMilliseconds, type Point, splitAtGaps, valueExtent } from '../src/shared/chart/series';

const day = (number: number, value: number | null, begins = false): Point => ({
  at: number * dayMilliseconds,
  value,
  ...(begins && { begins }),
});
const shape = (points: Point[]) => splitAtGaps(points).map((stretch) => stretch.map((point) => point.value));

test('consecutive days are one line', () => {
  expect(shape([day(1, 5), day(2, 6), day(3, 7)])).toEqual([[5, 6, 7]]);
});

test('a missing day breaks the line', () => {
  expect(shape([day(1, 5), day(3, 7), day(4, 8)])).toEqual([[5], [7, 8]]);
});

test('an unknown value breaks the line, a zero does not', () => {
  expect(shape([day(1, 5), day(2, null), day(3, 7)])).toEqual([[5], [7]]);
  expect(shape([day(1, 5), day(2, 0), day(3, 7)])).toEqual([[5, 0, 7]]);
});

test('a run some hours late is no gap', () => {
  expect(shape([day(1, 5), day(2.4, 6)])).toEqual([[5, 6]]);
});

test('a line that begins anew is broken there, and that is no gap', () => {
  const points = [day(1, 5), day(2, 90, true), day(3, 91), day(5, 92)];
  expect(shape(points)).toEqual([[5], [90, 91], [92]]);
  expect(countGaps(points)).toBe(1);
});

test('the scale leaves air, never goes below zero for counts, and opens a flat line', () => {
  const extent = (values: (number | null)[]) =>
    valueExtent([{ id: 'a', label: 'a', points: values.map((value, index) => day(index, value)) }]);
  expect(extent([100, 200])).toEqual([88, 212]);
  expect(extent([0, 10])).toEqual([0, 11.2]);
  expect(extent([50, 50])).toEqual([49, 51]);
  expect(extent([null])).toBeNull();
});
