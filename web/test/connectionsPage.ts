import { screen } from '@testing-library/react';
import { creatorSession, measurement, uuid } from './samples';
import { stubServer } from './server';

/** The page of one's accounts, as its tests serve it. */
export const path = '/influencer/social-media';
const offers = [
  { platform: 'tiktok', connectable: true, scopes: ['user.info.stats', 'made.up.scope'] },
  { platform: 'twitch', connectable: false, scopes: [] },
];

export function serve(connections: unknown, more: Parameters<typeof stubServer>[0] = {}) {
  return stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/connections': { body: connections },
    'GET /rest/stats_history': { body: [] },
    'GET /rest/platforms': { body: offers },
    'GET /rest/notices': { body: [] },
    ...more,
  });
}

export const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
/** Measured that many hours ago; connection() says two. */
export const measured = (hours: number, id = uuid(100)) =>
  measurement('', { connection_id: id, synced_at: ago(hours) });

export const card = (name: RegExp) => screen.findByRole('article', { name });
