// A screen that takes long to be downloaded: one sees that it was asked for.
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { renderAt } from './render';
import { connection, creatorSession } from './samples';
import { stubServer } from './server';

vi.mock('../src/features/history/components/HistoryPage', () => new Promise(() => undefined));

test('what was shown before goes at once, and the navigation says where one is', async () => {
  stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/connections': { body: [connection()] },
    'GET /rest/stats_history': { body: [] },
    'GET /rest/platforms': { body: [] },
    'GET /rest/notices': { body: [], headers: { 'Content-Range': '*/0' } },
  });
  renderAt('/influencer/social-media');
  expect(await screen.findByRole('heading', { name: 'Your accounts' })).toBeVisible();
  await userEvent.click(screen.getByRole('link', { name: 'History' }));
  expect(await screen.findByText('Loading…')).toBeInTheDocument();
  expect(screen.queryByRole('heading', { name: 'Your accounts' })).not.toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'History' })).toHaveAttribute('aria-current', 'page');
});
