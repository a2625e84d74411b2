// A screen that cannot be downloaded, or that breaks, is said in words; the others still open.
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { renderAt } from './render';
import { connection, creatorSession } from './samples';
import { stubServer } from './server';

vi.mock('../src/features/history/components/HistoryPage', () => {
  throw new TypeError('Failed to fetch dynamically imported module');
});
vi.mock('../src/shared/chart/Sparkline', () => ({
  Sparkline: () => {
    throw new Error('a bug');
  },
}));

test.each(['/influencer/social-media/history', '/influencer/social-media'])('%s', async (path) => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/connections': { body: [connection()] },
    'GET /rest/stats_history': { body: [] },
    'GET /rest/platforms': { body: [] },
    'GET /rest/notices': { body: [], headers: { 'Content-Range': '*/0' } },
  });
  renderAt(path);
  expect(await screen.findByRole('alert')).toHaveTextContent('This could not be shown');
  expect(screen.getByRole('button', { name: 'Reload' })).toBeVisible();
  expect(document.querySelector('.state-error')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('link', { name: /^Notices/ }));
  expect(await screen.findByText('Nothing new')).toBeVisible();
});

/** jsdom does not load pages; it says that it was asked to. */
function watchLoads(): string[] {
  const { jsdom } = globalThis as unknown as {
    jsdom: { virtualConsole: { on: (kind: string, listener: (error: Error) => void) => void } };
  };
  const asked: string[] = [];
  jsdom.virtualConsole.on('jsdomError', ({ message }) => asked.push(message));
  return asked;
}

test('what broke while offline is loaded anew once the network is back', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const loads = watchLoads();
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  stubServer({ 'GET /session': { body: creatorSession }, 'GET /rest/notices': { body: [] } });
  renderAt('/influencer/social-media/history');
  expect(await screen.findByRole('alert')).toHaveTextContent('This could not be shown');
  expect(String(loads)).not.toMatch(/navigation/);
  online.mockReturnValue(true);
  act(() => void window.dispatchEvent(new Event('online')));
  expect(String(loads)).toMatch(/navigation/);
});
