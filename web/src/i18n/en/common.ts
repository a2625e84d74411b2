// Words that several screens share, in English.
import { pluralFor } from '../plural';

const plural = pluralFor('en');

export default {
  unknown: 'not known',
  skipToContent: 'Skip to content',
  loading: 'Loading…',
  retry: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  back: 'Back',
  all: 'All',
  never: 'never',
  now: 'just now',
  offline: 'You are offline. What you see may be out of date; it updates by itself when you are back.',
  unreachable:
    'The server cannot be reached. What you see may be out of date; it updates by itself once the server answers.',
  language: 'Language',
  languageName: { fr: 'Français', en: 'English' },
  signOut: 'Sign out',
  mainNavigation: 'Main',
  previousPage: 'Previous',
  nextPage: 'Next',
  pageOf: (page: string, pages: string) => `Page ${page} of ${pages}`,
  results: (count: number) => plural(count, { zero: 'Nothing found', one: '# result', other: '# results' }),
  days: (count: number) => plural(count, { zero: 'today', one: '# day', other: '# days' }),
  showAsTable: 'Show as a table',
  chartCursor: 'Move through the chart',
  newTab: 'opens in a new tab',
  errors: {
    title: 'This could not be loaded',
    offlineTitle: 'The server cannot be reached',
    offlineBody: 'Check your connection. This page tries again by itself.',
    unexpected: 'Something went wrong on our side. Try again; if it stays, tell support.',
    workers: 'The service that talks to the platforms is not running. An operator has to start it.',
    tooMany: (wait: string) => `Too many requests. Try again in ${wait}.`,
    notFoundTitle: 'There is nothing at this address',
    notFoundBody: 'The page was moved, or the address is mistyped.',
    forbiddenTitle: 'This page is for another role',
    forbiddenBody: 'You are signed in, but not as someone who may see it.',
    home: 'Go to the first page',
  },
  nav: {
    connections: 'Connections',
    history: 'History',
    notices: 'Notices',
    preferences: 'Preferences',
    influencers: 'Creators',
    compare: 'Compare',
    overview: 'Overview',
    syncLog: 'Sync log',
  },
  roles: { influencer: 'Creator', merchant: 'Merchant', admin: 'Operator' },
  metrics: {
    followers: 'Followers',
    engagement: 'Engagement rate',
    posts: 'Posts',
    growth: 'Growth',
    likes: 'Likes',
    comments: 'Comments',
    shares: 'Shares',
    views: 'Views',
    averageViews: 'Average views',
  },
  definitions: {
    followers: 'The number the platform itself reports for the account.',
    engagement:
      'Average likes plus average comments of the newest 25 posts, divided by followers. Posts whose counts are hidden are left out; unknown where nothing could be counted.',
    growth:
      'Followers at the last measurement minus followers 30 days before. A dash where there was no measurement then.',
    dailyGrowth: 'Followers now minus followers at the newest measurement at least 20 hours older.',
    averageViews:
      'Average views of the newest 25 posts whose views are known. Not every platform reports views.',
    verified:
      'The creator signed in to this account at the platform: figures come from there, not from an estimate.',
    measuredAt: 'When the platform last gave these figures.',
  },
};
