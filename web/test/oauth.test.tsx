import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { useLocation } from 'react-router';
import { AppRoutes } from '../src/app/AppRoutes';
import { renderAt } from './render';
import { connection, creatorSession } from './samples';
import { stubServer } from './server';

const complete = 'POST /rest/rpc/complete_oauth';

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="address">{pathname + search}</output>;
}

function comeBack(address: string, answer: Parameters<typeof stubServer>[0][string]) {
  const server = stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/connections': { body: [] },
    'GET /rest/platforms': { body: [{ platform: 'tiktok', connectable: true, scopes: [] }] },
    'GET /rest/notices': { body: [] },
    [complete]: answer,
  });
  renderAt(
    address,
    'en',
    <>
      <AppRoutes />
      <Address />
    </>,
  );
  return server;
}

describe('success', () => {
  test('shows the account with its first figures, and asks the server once', async () => {
    const server = comeBack('/oauth/callback/tiktok?code=a%2Ab%21&state=s1', {
      body: { connection: connection({ platform: 'tiktok' }) },
    });
    expect(await screen.findByRole('heading', { name: 'Salma Benali is connected' })).toBeVisible();
    expect(screen.getByText('48,230')).toBeVisible();
    expect(server.to(complete)).toHaveLength(1);
    expect(server.to(complete)[0]?.body).toEqual({ platform: 'tiktok', state: 's1', code: 'a*b!' });
  });

  test('leaves neither code nor state in the address', async () => {
    comeBack('/oauth/callback/tiktok?code=abc&state=s1', { body: { connection: connection() } });
    await waitFor(() => expect(screen.getByLabelText('address').textContent).toBe('/oauth/callback/tiktok'));
    expect(await screen.findByRole('heading', { name: /is connected/ })).toBeVisible();
  });
});

describe('what can go wrong', () => {
  test('a refusal is answered without asking the server', async () => {
    const server = comeBack('/oauth/callback/tiktok?error=access_denied&state=s1', {});
    expect(await screen.findByText('Not connected: you declined')).toBeVisible();
    expect(server.to(complete)).toHaveLength(0);
  });

  test('opened by hand, or reloaded', async () => {
    const server = comeBack('/oauth/callback/tiktok', {});
    expect(await screen.findByText('Nothing to finish here')).toBeVisible();
    expect(server.to(complete)).toHaveLength(0);
  });

  test('an unknown platform', async () => {
    comeBack('/oauth/callback/myspace?code=a&state=b', {});
    expect(await screen.findByText('Nothing to finish here')).toBeVisible();
  });

  test.each([
    [422, 'state_expired', 'That took too long'],
    [422, 'state_used: at 10:00', 'This sign-in was already used'],
    [422, 'state_foreign', 'This sign-in did not begin here'],
    [400, 'account_kind', 'This kind of account cannot be measured'],
    [400, 'no_pages', 'No page was shared'],
    [503, 'workers_not_running', 'Accounts cannot be connected right now'],
    [502, '', 'The platform does not answer'],
    [401, '', 'Sign in first'],
  ])('%i %s', async (status, details, title) => {
    comeBack('/oauth/callback/tiktok?code=a&state=b', { status, body: { message: 'x', details } });
    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
  });

  test('a missing permission is named in plain words, with a way to try again', async () => {
    comeBack('/oauth/callback/tiktok?code=a&state=b', {
      status: 400,
      body: { message: 'x', details: 'scope_missing: user.info.stats' },
    });
    expect(await screen.findByText('Followers, likes and number of videos')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try TikTok again' }));
    expect(screen.getByRole('dialog', { name: 'Before you leave to TikTok' })).toBeVisible();
  });

  test('anything else shows what the server said', async () => {
    comeBack('/oauth/callback/tiktok?code=a&state=b', {
      status: 409,
      body: { message: 'The row is locked.', hint: 'Commit first.' },
    });
    expect(await screen.findByText('The row is locked. Commit first.')).toBeVisible();
  });
});

test('several Facebook pages: one chooses, and the connect is finished with that page', async () => {
  const server = comeBack('/oauth/callback/facebook?code=c&state=s', ({ body }) =>
    (body as { page_id?: string }).page_id
      ? { body: { connection: connection({ platform: 'facebook', platform_display_name: 'Atelier' }) } }
      : {
          body: {
            pages: [
              { id: '11', name: 'Chez Salma', followers_count: 0 },
              { id: '12', name: 'Atelier' },
            ],
          },
        },
  );
  const choice = within(await screen.findByRole('group', { name: /several pages/ }));
  expect(choice.getByText('0 followers')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Connect this page' })).toBeDisabled();
  await userEvent.click(choice.getByRole('radio', { name: /Atelier/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Connect this page' }));
  expect(await screen.findByRole('heading', { name: 'Atelier is connected' })).toBeVisible();
  expect(server.to(complete)[1]?.body).toEqual({
    platform: 'facebook',
    state: 's',
    code: 'c',
    page_id: '12',
  });
});
