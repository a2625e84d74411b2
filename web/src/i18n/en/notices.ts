// Notices, in English.
import { pluralFor } from '../plural';

const plural = pluralFor('en');

export default {
  title: 'Notices',
  lede: 'What needs you, and what happened to your accounts.',
  unread: (count: number) =>
    plural(count, { zero: 'Nothing unread', one: '# unread notice', other: '# unread notices' }),
  severity: { info: 'For your information', warning: 'Soon', error: 'Needs you' },
  markRead: 'Mark as read',
  act: 'See the account',
  seeHistory: 'See the history',
  yourAccount: 'your account',
  kinds: {
    tokenExpiring: {
      title: 'Access is about to end',
      body: (account: string, platform: string, date: string | null) =>
        `Access to ${account} on ${platform} ends ${date ? `on ${date}` : 'soon'}. Reconnect the account to keep its figures coming.`,
    },
    reconnectNeeded: {
      title: 'An account has to be reconnected',
      body: (account: string, platform: string) =>
        `${platform} no longer gives us the figures of ${account}. Its card says why, and what to do.`,
    },
    takenOver: {
      title: 'An account was connected by somebody else',
      body: (account: string, platform: string) =>
        `Another user of this service proved to own ${account} on ${platform} and connected it. Reconnect it if it is yours.`,
    },
    weeklyReport: {
      title: 'Your weekly report',
      body: (week: string | null) => `The figures of your week${week ? ` (${week})` : ''} are ready.`,
    },
  },
  emptyTitle: 'Nothing new',
  emptyBody: 'When an account needs you, it says so here, and by email if you like.',
};
