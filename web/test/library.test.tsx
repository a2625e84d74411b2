import { act, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
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

const tokenOf = (sub: string) => `x.${btoa(JSON.stringify({ sub }))}.x`;

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

test('a host’s page says that the service is away, too, and since when it is back shows its figures anew', async () => {
  const server = hostAt('/influencer/social-media');
  await screen.findByText('48,230', { selector: '.connection *' });
  const answers = globalThis.fetch;
  const gone = () => Promise.resolve(new Response('{"code":"unavailable"}', { status: 503 }));
  vi.stubGlobal('fetch', gone);
  act(() => void window.dispatchEvent(new Event('visibilitychange')));
  const banner = await screen.findByText(/service does not answer at the moment/);
  const before = server.to('GET /rest/connections').length;
  vi.stubGlobal('fetch', (address: string, init?: RequestInit) =>
    // No other origin may read it.
    address.includes('/session') ? Promise.reject(new TypeError('Failed to fetch')) : answers(address, init),
  );
  await waitFor(() => expect(banner).not.toBeInTheDocument(), { timeout: 20_000 });
  await waitFor(() => expect(server.to('GET /rest/connections').length).toBeGreaterThan(before));
});

test('who is signed in by the host after somebody else sees nothing of theirs', async () => {
  let user = 'first';
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  stubServer({
    'GET /rest/connections': async ({ headers }) => {
      if (headers.get('Authorization') === `Bearer ${tokenOf('first')}`) return { body: [connection()] };
      await held;
      return { body: [connection({ platform_display_name: 'Second' })] };
    },
    'GET /rest/stats_history': { body: [] },
    'GET /rest/platforms': { body: [] },
  });
  const host = (shown: boolean) => (
    <MemoryRouter>
      <SocialProvider baseUrl="http://localhost" getToken={() => tokenOf(user)} locale="en">
        {shown && <SocialMediaConnections />}
      </SocialProvider>
    </MemoryRouter>
  );
  const { rerender } = render(host(true));
  expect(await screen.findByText('Salma Benali')).toBeVisible();
  rerender(host(false));
  user = 'second';
  rerender(host(true));
  await waitFor(() => expect(screen.queryByText('Salma Benali')).not.toBeInTheDocument());
  answer();
  expect(await screen.findByText('Second')).toBeVisible();
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
