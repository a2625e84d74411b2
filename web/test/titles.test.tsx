// Whatever is on the screen has a title: one heading of the first level, which names the window as well.
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderAt } from './render';
import { creatorSession, merchantSession, operatorSession, uuid } from './samples';
import { stubServer } from './server';

const refused = { status: 422, body: { message: 'x' } };
const nobody = { status: 401, body: { code: 'unauthorized', message: 'x' } };

const creator = { 'GET /session': { body: creatorSession } };
const merchant = { 'GET /session': { body: merchantSession } };

test.each<[string, string, Parameters<typeof stubServer>[0], string]>([
  ['nothing to tell', '/influencer/notices', { ...creator, 'GET /rest/notices': { body: [] } }, 'Notices'],
  [
    'no notices to be had',
    '/influencer/notices',
    { ...creator, 'GET /rest/notices': refused },
    'This could not be loaded',
  ],
  ['no accounts to be had', '/influencer/social-media', creator, 'This could not be loaded'],
  ['no preferences to be had', '/influencer/preferences', creator, 'This could not be loaded'],
  ['no history to be had', '/influencer/social-media/history', creator, 'This could not be loaded'],
  [
    'no history yet',
    '/influencer/social-media/history',
    { ...creator, 'GET /rest/connections': { body: [] }, 'GET /rest/stats_history': { body: [] } },
    'History',
  ],
  ['no such page', '/nowhere', creator, 'There is nothing at this address'],
  ['another role’s page', '/operator', creator, 'This page is for another role'],
  ['no session to be had', '/operator', { 'GET /session': refused }, 'This could not be loaded'],
  ['nobody is signed in', '/sign-in', { 'GET /session': nobody }, 'You are signed out'],
  ['nobody to compare', '/merchant/compare', merchant, 'Nobody is chosen yet'],
  ['nobody to be had', `/merchant/compare?ids=${uuid(7)}`, merchant, 'This could not be loaded'],
  [
    'a profile that is gone',
    `/merchant/influencers/${uuid(7)}`,
    { ...merchant, 'GET /rest/influencers': { body: [] } },
    'This creator is not visible any more',
  ],
  ['no log to be had', '/operator/sync-log', { 'GET /session': { body: operatorSession } }, 'Sync log'],
])('%s', async (_what, path, handlers, title) => {
  stubServer({ 'GET /rest/notices': { body: [] }, ...handlers });
  renderAt(path);
  const heading = await screen.findByRole('heading', { level: 1 });
  expect(heading).toHaveTextContent(title);
  await waitFor(() => expect(document.title).toMatch(new RegExp(`^${title}.* · pg_social$`)));
});
