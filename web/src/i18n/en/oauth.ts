// Coming back from a platform's consent page, in English.
export default {
  title: (platform: string) => `Connecting ${platform}`,
  working: 'One moment: the account is being connected and measured for the first time…',
  workingLong: 'The platform is slow to answer. Please keep this page open.',
  done: (name: string) => `${name} is connected`,
  doneBody: 'These are its first figures. From now on it is measured every day.',
  doneWithoutFigures: 'From now on it is measured every day.',
  allBoxes: 'Reconnect and leave all boxes ticked.',
  notEverything: 'Not everything can be measured yet:',
  toConnections: 'See your accounts',
  toHistory: 'See its history',
  again: (platform: string) => `Try ${platform} again`,
  askAgain: 'Ask again',
  choosePage: {
    title: 'Which page?',
    body: 'You gave access to several pages. Choose the one that merchants should see.',
    submit: 'Connect this page',
  },
  problems: {
    denied: {
      title: 'Not connected: you declined',
      body: 'Nothing was read or stored. You can come back whenever you like.',
    },
    state_expired: {
      title: 'That took too long',
      body: 'For your safety a sign-in has to be finished within ten minutes. Start it again.',
    },
    state_used: {
      title: 'This sign-in was already used',
      body: 'Each one works once. If the account shows among yours, all is well; otherwise start again.',
    },
    state_unknown: {
      title: 'This sign-in did not begin here',
      body: 'It was not started by you in this application, so it was not accepted. Start it from your accounts.',
    },
    scope_missing: {
      title: 'A permission is missing',
      body: 'The account cannot be measured without it. Try again and leave all boxes ticked.',
    },
    account_kind: {
      title: 'This kind of account cannot be measured',
      body: 'The platform gives figures of professional accounts only. Switch the account, then try again.',
    },
    no_pages: {
      title: 'No page was shared',
      body: 'You have to manage a page and tick it in Facebook’s dialog. Try again and tick it.',
    },
    other_account: {
      title: 'That was another account',
      body: 'You signed in to the platform with a different account than the one to reconnect. Sign out there, then try again.',
    },
    platform_refused: {
      title: 'The platform refused',
      body: 'It did not accept the sign-in. Try again in a moment.',
    },
    platform_unreachable: {
      title: 'The platform does not answer',
      body: 'Nothing is lost. Try again in a few minutes.',
    },
    workers_not_running: {
      title: 'Accounts cannot be connected right now',
      body: 'The service that talks to the platforms is not running. Please contact support.',
    },
    limit: {
      title: 'The platform asks us to wait',
      body: 'Too many requests reached it in a short time. Nothing is lost; try again in a few minutes.',
    },
    misconfigured: {
      title: 'Accounts cannot be connected right now',
      body: 'The platform does not accept our own set-up. Nothing about your account is wrong. Please contact support.',
    },
    busy: {
      title: 'Many people are connecting at this moment',
      body: 'Nothing was read or stored. Try again in a minute.',
    },
    goes_on: {
      title: 'This takes longer than usual',
      body: 'The platform is slow to answer. It goes on by itself: look at your accounts in a moment.',
    },
    interrupted: {
      title: 'Nothing to finish here',
      body: 'This page was opened without a sign-in from a platform, or it was reloaded. Your accounts show what is connected.',
    },
    signedOut: {
      title: 'Sign in first',
      body: 'You were signed out meanwhile, so the account could not be connected. Sign in and start again.',
    },
    unanswered: {
      title: 'It is not known whether this worked',
      body: 'The connection to our server broke off. Once you are online again, ask again: nothing is done twice. Your accounts show it, too.',
    },
    other: {
      title: 'The account was not connected',
      body: 'Something unexpected happened. Try again; if it keeps happening, send support the text below.',
    },
  },
};
