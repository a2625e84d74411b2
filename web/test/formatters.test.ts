import { describe, expect, test } from 'vitest';
import { createFormatters, regionalTag, unknown } from '../src/shared/format/formatters';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const en = createFormatters('en-GB');
const fr = createFormatters('fr-FR');
const now = Date.parse('2026-11-22T12:00:00Z');

describe('unknown and zero', () => {
  test('unknown is a dash in every format', () => {
    expect(en.integer(null)).toBe(unknown);
    expect(en.percent(undefined)).toBe(unknown);
    expect(en.relative(null)).toBe(unknown);
    expect(en.date(null)).toBe(unknown);
    expect(en.milliseconds(null)).toBe(unknown);
  });

  test('zero is written as zero', () => {
    expect(en.integer(0)).toBe('0');
    expect(en.percent(0)).toBe('0%');
    expect(en.signed(0)).toBe('0');
  });
});

describe('numbers by language', () => {
  test('French groups with narrow spaces and a decimal comma', () => {
    expect(plain(fr.integer(48230))).toBe('48 230');
    expect(plain(fr.percent(4.37))).toBe('4,37 %');
  });

  test('English', () => {
    expect(en.integer(48230)).toBe('48,230');
    expect(en.percent(4.37)).toBe('4.37%');
    expect(en.signed(34)).toBe('+34');
    expect(en.signed(-7)).toBe('−7');
    expect(plain(fr.signedPercent(-2.3))).toBe('−2,3 %');
  });

  test('halves are rounded up as they are written, as in mails', () => {
    expect(en.rate(4.145)).toBe('4.15%');
    expect(en.rate(0.175)).toBe('0.18%');
    expect(en.percent(4.145)).toBe('4.15%');
    expect(en.signedPercent(0.15)).toBe('+0.2%');
    expect(en.signedPercent(-2.05)).toBe('−2.1%');
    const wrong = Array.from({ length: 100_000 }, (_, tenThousandths) => tenThousandths).filter(
      (tenThousandths) =>
        en.rate(tenThousandths / 10_000) !== `${(Math.floor((tenThousandths + 50) / 100) / 100).toFixed(2)}%`,
    );
    expect(wrong).toEqual([]);
  });

  test('changes in percentage points are written as in mails', () => {
    expect(en.points(0.31)).toBe('+0.31');
    expect(en.points(0.1)).toBe('+0.10');
    expect(plain(fr.points(-1.5))).toBe('−1,50');
    // Half a hundredth: in binary the first is 0.004999999999999893, the second one too, and negative.
    expect(en.points(4.355 - 4.35)).toBe('+0.01');
    expect(en.points(4.35 - 4.355)).toBe('−0.01');
    // Less than that is no change, and has no sign.
    expect(en.points(0.0049)).toBe('0.00');
    expect(en.points(-0.0049)).toBe('0.00');
    expect(en.points(null)).toBe(unknown);
  });

  test('axis labels keep as many digits as their steps need', () => {
    expect(en.tick(3060, 20)).toBe('3.06k');
    expect(en.tick(48000, 500)).toBe('48k');
    expect(en.tick(47500, 500)).toBe('47.5k');
    expect(en.tick(10002, 1)).toBe('10,002');
    expect(en.percentTick(4.25, 0.05)).toBe('4.25%');
  });
});

describe('times', () => {
  test('ages', () => {
    expect(en.relative('2026-11-22T10:00:00Z', now)).toBe('2 hours ago');
    expect(en.relative('2026-11-22T11:59:40Z', now)).toBe('now');
    expect(en.ago('2026-11-22T11:59:40Z', now)).toBe('just now');
    expect(en.ago('2026-11-22T12:00:20Z', now)).toBe('just now');
    expect(en.ago('2026-11-22T11:59:10Z', now)).toBe('1 minute ago');
    expect(en.ago(null)).toBe(unknown);
    expect(en.relative('2026-11-25T12:00:00Z', now)).toBe('in 3 days');
    expect(en.relative('2026-11-20T20:00:00Z', now)).toBe('1 day ago');
    expect(plain(fr.relative('2026-11-22T10:00:00Z', now))).toBe('il y a 2 heures');
  });

  test('a day of another year says which', () => {
    expect(en.shortDate('2026-03-12T12:00:00Z', now)).toBe('12 Mar');
    expect(en.shortDate('2024-03-12T12:00:00Z', now)).toBe('12 Mar 2024');
    expect(fr.shortDate('2024-03-12T12:00:00Z', now)).toBe('12 mars 2024');
    expect(en.shortDate(null, now)).toBe(unknown);
  });

  test('lengths', () => {
    expect(plain(en.duration(90))).toBe('2 min');
    expect(plain(en.duration(59.4))).toBe('59 s');
    expect(plain(en.duration(59.7))).toBe('1 min');
    expect(plain(en.duration(3569))).toBe('59 min');
    expect(plain(en.duration(3570))).toBe('1 h');
    expect(plain(en.milliseconds(820))).toBe('820 ms');
    expect(plain(en.milliseconds(5000))).toBe('5 s');
  });
});

test('the browser’s regional form of a language is used', () => {
  expect(regionalTag('en', ['fr-FR', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(regionalTag('fr', ['en-GB'])).toBe('fr');
});
