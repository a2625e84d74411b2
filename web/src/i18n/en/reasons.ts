// Why something did not work, in English: for creators and operators alike.
import type { ReasonKind } from '../../shared/reasons/kinds';
import type { PartKind } from '../../shared/reasons/parts';

const told: Record<ReasonKind, (platform: string) => string> = {
  ended: (platform) => `The access given on ${platform} has run out.`,
  appRemoved: (platform) => `Our access was removed in the settings of ${platform}.`,
  passwordChanged: (platform) => `The ${platform} password was changed, which ends our access.`,
  checkAtPlatform: (platform) => `${platform} wants the account to be confirmed there first.`,
  roleLost: () => 'The login that connected this page has no role on it any more.',
  permissionMissing: () => 'A permission that we need was not given, or was taken back.',
  blocked: (platform) => `${platform} has restricted the account.`,
  refused: (platform) => `${platform} no longer accepts our access.`,
  takenOver: () => 'Another user of this service proved to own this account and connected it.',
  otherAccount: () => 'The access that we have belongs to another account.',
  accountKind: (platform) => `${platform} gives figures of professional accounts only.`,
  setup: (platform) => `Our own set-up with ${platform} is not right at the moment.`,
  limit: (platform) => `${platform} asks us to wait before the next request.`,
  unreachable: (platform) => `${platform} could not be reached.`,
  badAnswer: (platform) => `${platform} sent an answer that cannot be read.`,
  temporary: (platform) => `${platform} has a temporary fault.`,
  ours: () => 'Something went wrong on our side, not with the account.',
  manyAlike: () => 'Many accounts failed alike within minutes.',
  gone: (platform) => `${platform} does not find what was asked for.`,
  metricRetired: (platform) => `${platform} no longer offers this.`,
  unreadable: (platform) => `${platform} gave no usable figure.`,
  listCutShort: () => 'The list came incomplete.',
  unknown: (platform) => `${platform} did not give it this time.`,
};

const parts: Record<PartKind, string> = {
  followers: 'Followers',
  followersAndPosts: 'Followers and posts',
  following: 'Accounts followed',
  posts: 'Posts',
  likes: 'Likes',
  comments: 'Comments',
  shares: 'Shares',
  saves: 'Saves',
  views: 'Views',
  reach: 'Reach',
  profile: 'Profile',
  publishedAt: 'Time of publication',
};

export default {
  told,
  parts,
  ofPart: (part: string, reason: string) => `${part}: ${reason}`,
  notGranted: (permission: string) => `The permission was not given: ${permission}`,
  unknownCause: 'The cause is not known.',
  said: (platform: string) => `${platform} says:`,
  inDetail: 'In detail:',
};
