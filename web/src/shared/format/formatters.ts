// Numbers, dates and durations by locale. Unknown (null) is always a dash: it is never shown as zero.
import { percentagePoints } from './rates';

export const unknown = '–';
/** As wide as the plus; the hyphen that Intl writes is not. */
const minusSign = '\u2212';

type Maybe<T> = T | null | undefined;

/** Seconds by which the server's clock, or the moment that a screen was drawn at, may differ. */
const clockError = 300;

const relativeSteps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
  ['month', 2_592_000],
  ['year', 31_536_000],
];

export interface Formatters {
  integer: (value: Maybe<number>) => string;
  compact: (value: Maybe<number>) => string;
  /** An axis label: short, with as many digits as the step between labels needs. */
  tick: (value: number, step: number) => string;
  percentTick: (value: number, step: number) => string;
  decimal: (value: Maybe<number>, digits?: number) => string;
  percent: (value: Maybe<number>, digits?: number) => string;
  /** A rate in percent: as many digits everywhere, so that a column of them lines up. */
  rate: (value: Maybe<number>) => string;
  signed: (value: Maybe<number>) => string;
  signedPercent: (value: Maybe<number>) => string;
  /** A change of a rate in percentage points, as mails write it. */
  points: (change: Maybe<number>) => string;
  date: (value: Maybe<string | number>) => string;
  /** Both days, what they have in common said once. */
  dateRange: (from: string | number, until: string | number) => string;
  /** With the year where it is not this one, as in mails. */
  shortDate: (value: Maybe<string | number>, now?: number) => string;
  /** A day of a chart, given as its midnight in UTC: the same day for whoever looks, wherever that is. */
  day: (value: Maybe<string | number>) => string;
  shortDay: (value: Maybe<string | number>) => string;
  dateTime: (value: Maybe<string | number>) => string;
  time: (value: Maybe<string | number>) => string;
  relative: (value: Maybe<string | number>, now?: number) => string;
  /** Of what has happened: a clock that is a little ahead of this one does not make it lie ahead. */
  ago: (value: Maybe<string | number>, now?: number) => string;
  duration: (seconds: Maybe<number>) => string;
  milliseconds: (value: Maybe<number>, digits?: number) => string;
}

function guarded<T>(format: (value: T) => string) {
  return (value: Maybe<T>) => (value === null || value === undefined ? unknown : format(value));
}

/**
 * A rate in percent as the share that Intl writes as one. Divided by 100 some fall below the half that is meant (4.145 to
 * 0.04144999…) and would be rounded down, unlike in mails: the fifteen digits that a number is sure of are kept.
 */
const shareOf = (percent: number) => Number((percent / 100).toPrecision(15));

/** Decimal places that tell multiples of `step` apart. */
function digitsFor(step: number): number {
  return step > 0 ? Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)) : 0;
}

/** The browser's own regional form of a language, since the order of day and month differs within one. */
export function regionalTag(language: string, preferred: readonly string[] = navigator.languages): string {
  return preferred.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}

export function createFormatters(locale: string, justNow = 'just now'): Formatters {
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options);
    return { format: (value: number) => format.format(value).replace('-', minusSign) };
  };
  const moment = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return guarded((value: string | number) => format.format(new Date(value)));
  };
  const date = moment({ dateStyle: 'medium' });
  const dayAndMonth = moment({ day: 'numeric', month: 'short' });
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
  const integer = number({ maximumFractionDigits: 0 });
  const compact = number({ notation: 'compact', maximumFractionDigits: 1 });
  const signed = number({ maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const signedPercent = number({
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const points = number({
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  });
  const rate = number({ style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });
  // "Yesterday" would be wrong for what is 40 hours old: only "now" is a word.
  const inNumbers = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'long' });
  const inWords = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
  const relative = (value: string | number, now: number) => {
    const seconds = Math.round((new Date(value).getTime() - now) / 1000);
    const size = Math.abs(seconds);
    if (size < 45) return inWords.format(0, 'second');
    const [unit, length] = relativeSteps.findLast(([, step]) => size >= step) ?? ['minute', 60];
    return inNumbers.format(Math.trunc(seconds / length) || Math.sign(seconds), unit);
  };
  const withUnit = (value: number, symbol: string, digits = 0) =>
    `${number({ maximumFractionDigits: digits }).format(value)}\u202f${symbol}`;

  return {
    integer: guarded((value) => integer.format(value)),
    tick: (value, step) => {
      const unit = [1e9, 1e6, 1e3].find((size) => Math.abs(value) >= size) ?? 1;
      const digits = digitsFor(step / unit);
      if (digits > 2) return integer.format(value);
      return number({ notation: 'compact', maximumFractionDigits: digits }).format(value);
    },
    percentTick: (value, step) =>
      number({ style: 'percent', maximumFractionDigits: digitsFor(step) }).format(value / 100),
    compact: guarded((value) => compact.format(value)),
    decimal: (value, digits = 1) =>
      guarded((known: number) => number({ maximumFractionDigits: digits }).format(known))(value),
    percent: (value, digits = 2) =>
      guarded((known: number) =>
        number({ style: 'percent', maximumFractionDigits: digits }).format(shareOf(known)),
      )(value),
    rate: guarded((value) => rate.format(shareOf(value))),
    signed: guarded((value) => signed.format(value)),
    signedPercent: guarded((value) => signedPercent.format(shareOf(value))),
    points: guarded((change) => points.format(percentagePoints(change))),
    date,
    dateRange: (from, until) => days.formatRange(new Date(from), new Date(until)),
    shortDate: (value, now = Date.now()) =>
      guarded((known: string | number) => {
        const isThisYear = new Date(known).getFullYear() === new Date(now).getFullYear();
        return (isThisYear ? dayAndMonth : date)(known);
      })(value),
    day: moment({ dateStyle: 'medium', timeZone: 'UTC' }),
    shortDay: moment({ day: 'numeric', month: 'short', timeZone: 'UTC' }),
    dateTime: moment({ dateStyle: 'medium', timeStyle: 'short' }),
    time: moment({ timeStyle: 'short' }),
    relative: (value, now = Date.now()) => guarded((known: string | number) => relative(known, now))(value),
    ago: (value, now = Date.now()) =>
      guarded((known: string | number) => {
        const age = (now - new Date(known).getTime()) / 1000;
        return age > -clockError && age < 44.5 ? justNow : relative(known, now);
      })(value),
    duration: guarded((seconds) => {
      // By what is written: 59.7 seconds are a minute, not 60 seconds.
      if (seconds < 59.5) return withUnit(Math.round(seconds), 's');
      if (seconds < 3570) return withUnit(Math.round(seconds / 60), 'min');
      return withUnit(seconds / 3600, 'h', 1);
    }),
    milliseconds: (value, digits = 1) =>
      guarded((known: number) =>
        known < 1000 ? withUnit(known, 'ms') : withUnit(known / 1000, 's', digits),
      )(value),
  };
}
