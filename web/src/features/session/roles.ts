// Which screens each role has, and which one it begins with.
import type { IconName } from '../../shared/ui/Icon';
import type { Messages } from '../../i18n/messages';
import type { Role } from './api';

export interface Destination {
  path: string;
  icon: IconName;
  text: (t: Messages) => string;
}

const connections: Destination = {
  path: '/influencer/social-media',
  icon: 'accounts',
  text: (t) => t.common.nav.connections,
};
const history: Destination = {
  path: '/influencer/social-media/history',
  icon: 'history',
  text: (t) => t.common.nav.history,
};
const notices: Destination = { path: '/influencer/notices', icon: 'bell', text: (t) => t.common.nav.notices };
const preferences: Destination = {
  path: '/influencer/preferences',
  icon: 'settings',
  text: (t) => t.common.nav.preferences,
};
const influencers: Destination = {
  path: '/merchant/influencers',
  icon: 'search',
  text: (t) => t.common.nav.influencers,
};
const compare: Destination = {
  path: '/merchant/compare',
  icon: 'compare',
  text: (t) => t.common.nav.compare,
};
const overview: Destination = { path: '/operator', icon: 'gauge', text: (t) => t.common.nav.overview };
const syncLog: Destination = { path: '/operator/sync-log', icon: 'list', text: (t) => t.common.nav.syncLog };

export const destinations: Record<Role, Destination[]> = {
  influencer: [connections, history, notices, preferences],
  merchant: [influencers, compare],
  admin: [overview, syncLog, influencers, compare],
};

/** Whether an address is of one's own screens: whoever signs in now need not be who was on their way there. */
export function isOwn(role: Role, address: string): boolean {
  return destinations[role].some(
    ({ path }) => address.startsWith(path) && /^($|[/?#])/.test(address.slice(path.length)),
  );
}

export function homeOf(role: Role): string {
  return destinations[role][0]?.path ?? '/';
}
