// The creator's history, in English.
import { pluralFor } from '../plural';

const plural = pluralFor('en');

export default {
  title: 'History',
  lede: 'What was measured, day by day. A gap is a day without a measurement; nothing is guessed.',
  metric: 'Figure',
  range: 'Period',
  account: 'Account',
  together: 'All together',
  sideBySide: 'Side by side',
  ranges: { 7: '7 days', 30: '30 days', 90: '90 days', 365: '1 year' },
  now: 'At the last measurement',
  change: 'Change over the period',
  since: (date: string) => `since ${date}`,
  sinceFirst: (date: string) => `measured since ${date} only`,
  points: 'percentage points',
  measurements: (count: number) => plural(count, { one: '# measurement', other: '# measurements' }),
  gaps: (count: number) => plural(count, { zero: 'no gaps', one: '# gap', other: '# gaps' }),
  measuredOf: 'Days measured',
  csv: 'Download CSV',
  csvFailed: 'The file could not be made. Try again.',
  togetherNote: {
    followers: 'Sum over your accounts. A day on which one of them was not measured is a gap.',
    engagement: 'Mean of your accounts’ rates. A day on which one of them was not measured is a gap.',
    posts: 'Sum over your accounts. A day on which one of them was not measured is a gap.',
  },
  leftOut: (names: string) => `Not counted, because there is no current figure: ${names}.`,
  begins: (date: string) =>
    `From ${date} on more accounts are counted: the line begins anew, since that is no growth.`,
  date: 'Date',
  chart: (metric: string, from: string, to: string) => `${metric}, ${from} to ${to}`,
  posts: {
    title: 'Posts',
    which: 'Order',
    published: 'Best of the period',
    gained: 'Gained most',
    publishedLede: 'Published in this period, by engagement rate.',
    gainedLede:
      'Whenever published, by the likes and comments gained in this period, while among the newest 25 posts.',
    none: 'No post in this period.',
    noneGained: 'No post gained anything measurable in this period.',
    untitled: 'Post without text',
    gainedFigure: (figure: string) => `${figure} in the period`,
  },
  emptyTitle: 'No history yet',
  emptyBody: 'History begins with the first connected account and grows by one point a day.',
  emptyRangeTitle: 'Nothing was measured in this period',
  emptyRangeBody: 'Choose a longer one, or see among your accounts whether one needs you.',
};
