import { render, screen } from '@testing-library/react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, expect, test } from 'vitest';
import {
  exchangeToken,
  OAuthCallback,
  SocialMediaConnections,
  SocialMediaHistory,
  SocialProvider,
} from '../src/library';
import { configureClient } from '../src/shared/http/client';
import { connection } from './samples';
import { stubServer } from './server';

afterEach(() => configureClient({ baseUrl: '' }));

function hostAt(path: string) {
  const server = stubServer({
    'GET /rest/connections': { body: [connection()] },
    'GET /rest/stats_history': { body: [] },
    'GET /rest/posts': { body: [] },
    'GET /rest/platforms': { body: [] },
  });
  document.documentElement.lang = 'de';
  render(
    <MemoryRouter initialEntries={[path]}>
      <SocialProvider baseUrl="http://localhost" getToken={() => Promise.resolve('host-token')} locale="en">
        <Routes>
          <Route path="/influencer/social-media" element={<SocialMediaConnections />} />
          <Route path="/influencer/social-media/history" element={<SocialMediaHistory />} />
          <Route path="/oauth/callback/:platform" element={<OAuthCallback />} />
        </Routes>
      </SocialProvider>
    </MemoryRouter>,
  );
  return server;
}

test('a host mounts the connections, with its own token and its own document language', async () => {
  const server = hostAt('/influencer/social-media');
  expect(await screen.findByText('48,230', { selector: '.connection *' })).toBeVisible();
  expect(server.asked.every(({ headers }) => headers.get('Authorization') === 'Bearer host-token')).toBe(
    true,
  );
  expect(server.asked.some(({ path }) => path === '/session')).toBe(false);
  expect(document.documentElement.lang).toBe('de');
});

test('a host mounts the history', async () => {
  hostAt('/influencer/social-media/history');
  expect(await screen.findByRole('heading', { name: 'History' })).toBeVisible();
});

test('a host mounts the callback', async () => {
  hostAt('/oauth/callback/tiktok?error=access_denied');
  expect(await screen.findByRole('heading', { name: 'Not connected: you declined' })).toBeVisible();
});

test('a host exchanges its token for the session cookie', async () => {
  const server = stubServer({ 'POST /session': { status: 204 } });
  await exchangeToken('host-token');
  expect(server.asked[0]?.headers.get('Authorization')).toBe('Bearer host-token');
});
