// Preferences, in English.
export default {
  title: 'Preferences',
  lede: 'Who sees you, what is sent to you, and in which language.',
  saved: 'Saved.',
  saveFailed: 'This could not be saved.',
  visibility: {
    title: 'What merchants see',
    toggle: 'Show me to merchants',
    on: 'Merchants find your name, your accounts, their public figures and your best posts.',
    off: 'Merchants do not find you at all. You still see everything yourself.',
    sees: 'They see',
    seesList: [
      'Name, handles and pictures',
      'Followers, engagement rate, growth and average views',
      'When each was measured',
      'Your three best public posts',
    ],
    hidden: 'They never see',
    hiddenList: [
      'Your email address',
      'Reach and impressions',
      'Accounts that need you, and why',
      'Anything you connected and then disconnected',
    ],
  },
  mail: {
    title: 'Emails',
    to: (email: string) => `Sent to ${email}`,
    weekly: 'Weekly report',
    weeklyHint: 'Mondays: followers, engagement and the posts that gained most, against the week before.',
    expiry: 'When access is about to end',
    expiryHint: 'One email for each account, in time to reconnect. Only one per incident.',
  },
  profile: {
    title: 'You',
    name: 'Display name',
    nameHint: 'The name merchants see.',
    language: 'Language of emails and notices',
    timeZone: 'Time zone',
  },
};
