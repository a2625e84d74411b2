// The creator's connections, in English.
import { pluralFor } from '../plural';
import common from './common';

const plural = pluralFor('en');

export default {
  title: 'Your accounts',
  lede: 'Connect an account once. Its figures are measured every day, and merchants always see current figures.',
  summary: {
    label: 'All accounts together',
    followers: 'Total followers',
    engagement: 'Average engagement rate',
    accounts: 'Accounts',
    lastSync: 'Last measured',
  },
  syncAll: 'Sync all',
  syncNow: 'Sync now',
  reconnect: 'Reconnect',
  disconnect: 'Disconnect',
  openProfile: (name: string) => `Open ${name} on the platform`,
  synced: (when: string) => `Measured ${when}`,
  neverSynced: 'Not measured yet',
  queued: 'Next sync is queued',
  queuedUntil: (when: string) => `Next sync is queued, goes on at ${when}`,
  sinceYesterday: 'since the day before',
  sinceDay: (day: string) => `since ${day}`,
  last30Days: 'Followers, last 30 days',
  status: {
    active: 'Up to date',
    syncing: 'Syncing…',
    first: 'First sync…',
    missed: 'Last sync failed',
    partial: 'Partly measured',
    expiring: 'Ends soon',
    expired: 'Access has ended',
    revoked: 'Access withdrawn',
    error: 'Trying again',
  },
  grant: {
    endsIn: (days: number) =>
      plural(days, {
        zero: 'Access ends today',
        one: 'Access ends in # day',
        other: 'Access ends in # days',
      }),
    endsTomorrow: 'Access ends tomorrow',
    lasting: 'Access does not end by itself',
    ended: 'Access has ended',
  },
  trouble: {
    expired: {
      reason: 'The platform let our access run out.',
      remedy: 'Reconnect to go on. Your history is intact; until then merchants do not see this account.',
    },
    revoked: {
      reason: 'The platform says that our access was withdrawn.',
      remedy:
        'If this was not intended, reconnect. Your history stays; until then merchants do not see this account.',
    },
    error: {
      reason: 'For a day the platform has not given an answer we could use.',
      remedy: (when: string) =>
        `There is nothing you need to do: the next attempt is ${when}. You can also try now.`,
    },
    expiring: {
      reason: 'Only you can extend this access.',
      remedy: 'Reconnect now: it takes a minute, and no day of measurements is lost.',
    },
    missed: {
      reason: 'The last sync did not succeed. The figures are those of the one before.',
      remedy: (when: string) => `There is nothing you need to do: the next attempt is ${when}.`,
    },
    tryNow: 'It is tried again by itself. You can also try now.',
    partial: {
      reason: 'The last sync could not read everything:',
      remedy: 'These figures are shown as a dash. All others are current; there is nothing you need to do.',
      remedyByPermission:
        'These figures are shown as a dash. Reconnect and leave all boxes ticked to have them measured.',
    },
    cures: {
      atPlatform: (platform: string) =>
        `Sign in to ${platform} itself, do what it asks there, then reconnect. Your history stays.`,
      role: () => 'Reconnect as someone who has a role on the page. Your history stays.',
      otherAccount: (platform: string) => `Reconnect, and sign in to ${platform} with this account.`,
      professional: () =>
        'Switch it back to a professional account (Business or Creator), then reconnect. Your history stays.',
      allBoxes: () => 'Reconnect and leave all boxes ticked. Your history stays.',
      takenOver: (platform: string) =>
        `If that is you or your team, there is nothing to do. If not, change your ${platform} password, then reconnect.`,
      operators: () =>
        'There is nothing you need to do: our operators see it, and it goes on once it is settled.',
    },
  },
  progress: {
    asking: (platform: string) => `Asking ${platform} for your figures…`,
    background: 'This takes longer than usual. It goes on by itself; you may leave this page.',
  },
  result: {
    synced: (followers: number | null, posts: number) =>
      `Done: ${followers === null ? '' : `${common.followers(followers)}, `}${plural(posts, { zero: 'no post', one: '# post', other: '# posts' })} read.`,
    queued: 'The sync is queued and goes on by itself.',
    failed: (message: string) => `The sync did not succeed: ${message}`,
    partial: 'Done, but not everything could be read.',
    disconnected: (name: string) => `${name} is disconnected and its data erased.`,
  },
  confirmDisconnect: {
    title: (name: string) => `Disconnect ${name}?`,
    body: 'This erases the account’s figures, posts and history here, for good, and withdraws our access at the platform. Nothing changes in the account itself.',
    instead: 'If it only needs a new sign-in, reconnect instead: that keeps everything.',
    yes: 'Disconnect and erase',
    no: 'Keep it',
  },
  add: {
    title: 'Connect an account',
    first: 'Connect your first account',
    lede: 'You go to the platform’s own page, sign in there, and come back. We never see your password.',
    choose: (platform: string) => `Connect ${platform}`,
    unavailable: (platforms: string) => `Not available yet: ${platforms}`,
    dialogTitle: (platform: string) => `Before you go to ${platform}`,
    needed: 'What you need',
    asked: 'What we ask to read',
    never: 'We never post, message or change anything.',
    proceed: (platform: string) => `Continue to ${platform}`,
    failed: 'The sign-in could not be started.',
  },
  empty: {
    title: 'No account connected yet',
    body: 'Connect one and its followers, engagement and posts appear here within seconds. They are then measured every day.',
  },
};
