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
  emptyTitle: 'Nothing to tell',
  emptyBody: 'When an account needs you, it says so here, and by mail if you like.',
};
