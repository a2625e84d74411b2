// Words that cannot be downloaded: said in the few that are there, and what one reads already stays.
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { loadMessages } from '../src/i18n/messages';
import { renderAt } from './render';
import { creatorSession } from './samples';
import { stubServer } from './server';

vi.mock('../src/i18n/messages', async (original) => {
  const { loadMessages } = await original<typeof import('../src/i18n/messages')>();
  return { loadMessages: vi.fn(loadMessages) };
});

const lost = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));

function serve() {
  stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/notices': { body: [], headers: { 'Content-Range': '*/0' } },
  });
}

test('at the beginning: in both languages, with a way on', async () => {
  vi.mocked(loadMessages).mockImplementation(lost);
  serve();
  renderAt('/influencer/notices');
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Rechargez la page');
  expect(alert).toHaveTextContent('reload the page');
  expect(screen.getByRole('button', { name: 'Recharger · Reload' })).toBeVisible();
  expect(screen.getByRole('heading', { level: 1 })).toBeVisible();
});

test('of another language: it is told, and can be chosen again', async () => {
  const { loadMessages: real } =
    await vi.importActual<typeof import('../src/i18n/messages')>('../src/i18n/messages');
  vi.mocked(loadMessages).mockImplementation(real);
  serve();
  renderAt('/influencer/notices');
  expect(await screen.findByText('Nothing new')).toBeVisible();
  vi.mocked(loadMessages).mockImplementation(lost);
  await userEvent.click(screen.getByRole('button', { name: 'Français' }));
  expect(await screen.findByText(/connection may be gone/)).toBeVisible();
  expect(screen.getByText('Nothing new')).toBeVisible();
  vi.mocked(loadMessages).mockImplementation(real);
  await userEvent.click(screen.getByRole('button', { name: 'Français' }));
  expect(await screen.findByText('Rien à signaler')).toBeVisible();
  await act(() => Promise.resolve());
});
