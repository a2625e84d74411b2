import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { useLocation, useNavigate } from 'react-router';
import { AppRoutes } from '../src/app/AppRoutes';
import { renderAt } from './render';
import { connection, creatorSession } from './samples';
import { stubServer } from './server';

const complete = 'POST /rest/rpc/complete_oauth';

function Address() {
  const { pathname, search, hash } = useLocation();
  const navigate = useNavigate();
  return (
    <>
      <output aria-label="address">{pathname + search + hash}</output>
      <button onClick={() => void navigate(-1)}>Back</button>
    </>
  );
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

  test('speaks of figures only once there are some', async () => {
    // What the server answers; the figures are in the list, which takes its time here.
    const { id, platform, platform_username, platform_display_name } = connection();
    stubServer({
      'GET /session': { body: creatorSession },
      'GET /rest/connections': () => new Promise(() => undefined),
      'GET /rest/platforms': { body: [] },
      'GET /rest/notices': { body: [] },
      [complete]: { body: { connection: { id, platform, platform_username, platform_display_name } } },
    });
    renderAt('/oauth/callback/instagram?code=a&state=b');
    expect(await screen.findByRole('heading', { name: 'Salma Benali is connected' })).toBeVisible();
    expect(screen.getByText('From now on it is measured every day.')).toBeVisible();
    expect(screen.queryByText('Followers')).not.toBeInTheDocument();
  });

  test('leaves neither code nor state in the address', async () => {
    comeBack('/oauth/callback/tiktok?code=abc&state=s1', { body: { connection: connection() } });
    await waitFor(() => expect(screen.getByLabelText('address').textContent).toBe('/oauth/callback/tiktok'));
    expect(await screen.findByRole('heading', { name: /is connected/ })).toBeVisible();
  });
});

describe('what the server took out of the address', () => {
  const mine = '0123456789abcdef0123456789abcdef';
  const other = 'f'.repeat(32);
  const name = (id: string) => `pg_social_returned_${id}`;
  const keep = (id: string, query: string) => {
    document.cookie = `${name(id)}=${query}; Path=/`;
    return vi.spyOn(Document.prototype, 'cookie', 'set');
  };
  const sent = (server: ReturnType<typeof comeBack>) => server.to(complete).map(({ body }) => body);
  const connected = { body: { connection: connection() } };

  afterEach(() => {
    for (const id of [mine, other]) document.cookie = `${name(id)}=; Path=/; Max-Age=0`;
  });

  test('is read from its cookie, once', async () => {
    const dropped = keep(mine, 'code=a%2Ab%21&state=s1');
    const server = comeBack(`/oauth/callback/tiktok#${mine}`, connected);
    expect(await screen.findByRole('heading', { name: /is connected/ })).toBeVisible();
    expect(sent(server)).toEqual([{ platform: 'tiktok', state: 's1', code: 'a*b!' }]);
    expect(dropped).toHaveBeenCalledExactlyOnceWith(`${name(mine)}=; Path=/oauth/; Max-Age=0`);
    await waitFor(() => expect(screen.getByLabelText('address').textContent).toBe('/oauth/callback/tiktok'));
  });

  test('is told apart from what another tab came back with', async () => {
    keep(mine, 'code=mine&state=s1');
    const dropped = keep(other, 'code=other&state=s2');
    dropped.mockClear();
    const server = comeBack(`/oauth/callback/tiktok#${mine}`, connected);
    expect(await screen.findByRole('heading', { name: /is connected/ })).toBeVisible();
    expect(sent(server)).toEqual([{ platform: 'tiktok', state: 's1', code: 'mine' }]);
    expect(dropped).toHaveBeenCalledExactlyOnceWith(`${name(mine)}=; Path=/oauth/; Max-Age=0`);
  });

  test('is not taken from another tab once this one has had its own', async () => {
    keep(other, 'code=other&state=s2');
    const server = comeBack(`/oauth/callback/tiktok#${mine}`, connected);
    expect(await screen.findByText('Nothing to finish here')).toBeVisible();
    expect(sent(server)).toEqual([]);
  });

  test.each(['', '#_=_'])('is found where its name was lost on the way (%j)', async (hash) => {
    keep(mine, 'code=c&state=s1');
    const server = comeBack(`/oauth/callback/facebook${hash}`, connected);
    expect(await screen.findByRole('heading', { name: /is connected/ })).toBeVisible();
    expect(sent(server)).toEqual([{ platform: 'facebook', state: 's1', code: 'c' }]);
  });

  test('gives way to an address that still has it', async () => {
    const dropped = keep(other, 'code=older&state=older');
    const server = comeBack('/oauth/callback/tiktok?code=c&state=s', connected);
    expect(await screen.findByRole('heading', { name: /is connected/ })).toBeVisible();
    expect(sent(server)).toEqual([{ platform: 'tiktok', state: 's', code: 'c' }]);
    expect(dropped).not.toHaveBeenCalled();
  });

  test.each(['?error=access_denied#_=_', '#_'])(
    'leaves no fragment in the address either (%s)',
    async (rest) => {
      comeBack(`/oauth/callback/facebook${rest}`, {});
      await waitFor(() =>
        expect(screen.getByLabelText('address').textContent).toBe('/oauth/callback/facebook'),
      );
    },
  );
});

test('who goes on does not come back to it: it had its say', async () => {
  comeBack('/oauth/callback/tiktok?code=abc&state=s1', { body: { connection: connection() } });
  await userEvent.click(await screen.findByRole('link', { name: 'See your accounts' }));
  await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent('/influencer/social-media'));
  await userEvent.click(screen.getByRole('button', { name: 'Back' }));
  expect(screen.getByLabelText('address')).not.toHaveTextContent('/oauth');
});

test('a permission that was left out is named at once, with the way to give it', async () => {
  const account = connection({
    platform: 'tiktok',
    followers_count: null,
    missing_parts: [{ part: 'followers', code: 'scope_not_granted', scope: 'user.info.stats' }],
  });
  stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/connections': { body: [account] },
    'GET /rest/platforms': { body: [{ platform: 'tiktok', connectable: true, scopes: [] }] },
    'GET /rest/notices': { body: [] },
    [complete]: { body: { connection: account } },
  });
  renderAt('/oauth/callback/tiktok?code=a&state=b');
  expect(
    await screen.findByText('The permission was not given: Followers, likes and number of videos'),
  ).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Reconnect' }));
  expect(screen.getByRole('dialog', { name: 'Before you go to TikTok' })).toBeVisible();
});

test('without a figure none is promised, and of a first connect no history is said to stay', async () => {
  const account = connection({
    platform: 'tiktok',
    followers_count: null,
    engagement_rate: null,
    missing_parts: [{ part: 'followers', code: 'scope_not_granted', scope: 'user.info.stats' }],
  });
  stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/connections': { body: [account] },
    'GET /rest/platforms': { body: [] },
    'GET /rest/notices': { body: [] },
    [complete]: { body: { connection: account } },
  });
  renderAt('/oauth/callback/tiktok?code=a&state=b');
  expect(await screen.findByText('Reconnect and leave all boxes ticked.')).toBeVisible();
  expect(screen.getByText('From now on it is measured every day.')).toBeVisible();
  expect(screen.queryByText(/first figures|history stays/)).not.toBeInTheDocument();
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
    [422, 'invalid_input', 'state_expired', 'That took too long'],
    [422, 'invalid_input', 'state_used', 'This sign-in was already used'],
    [422, 'invalid_input', 'state_foreign', 'This sign-in did not begin here'],
    [422, 'invalid_input', 'page_unknown', 'No page was shared'],
    [400, 'platform_refused', 'personal_account', 'This kind of account cannot be measured'],
    [400, 'platform_refused', 'no_page', 'No page was shared'],
    [400, 'platform_refused', 'scope_not_authorized', 'A permission is missing'],
    [400, 'platform_refused', 'invalid_grant', 'The platform refused'],
    [502, 'platform_unreachable', 'http_503', 'The platform does not answer'],
    [502, 'platform_misconfigured', 'invalid_client', 'Accounts cannot be connected right now'],
    [503, 'platform_limit', '4', 'The platform asks us to wait'],
    [503, 'not_ready', 'workers_not_running', 'Accounts cannot be connected right now'],
    [503, 'too_many_waiting', '', 'Many people are connecting at this moment'],
    [504, 'wait_ran_out', 'goes_on', 'This takes longer than usual'],
    [
      504,
      'wait_ran_out',
      'not_begun: no code or token was used.',
      'Many people are connecting at this moment',
    ],
    [401, 'unauthorized', '', 'Sign in first'],
  ])('%i %s %s', async (status, code, details, title) => {
    comeBack('/oauth/callback/tiktok?code=a&state=b', { status, body: { code, message: 'x', details } });
    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
    expect(screen.queryByText('x')).not.toBeInTheDocument();
  });

  test('what the platform said is a quotation, and one can try again', async () => {
    comeBack('/oauth/callback/tiktok?code=a&state=b', {
      status: 400,
      body: {
        code: 'platform_refused',
        message: 'TikTok: Code is over (invalid_grant); the creator has to connect the account again',
        details: 'invalid_grant',
      },
    });
    expect((await screen.findByText('Code is over')).tagName).toBe('Q');
    await userEvent.click(screen.getByRole('button', { name: 'Try TikTok again' }));
    expect(screen.getByRole('dialog', { name: 'Before you go to TikTok' })).toBeVisible();
  });

  test('anything else shows what the server said, as a quotation', async () => {
    comeBack('/oauth/callback/tiktok?code=a&state=b', {
      status: 409,
      body: { message: 'The row is locked.', hint: 'Commit first.' },
    });
    expect((await screen.findByText('The row is locked. Commit first.')).tagName).toBe('Q');
  });
});

test('an answer that is lost leaves it open, and the same code is sent again', async () => {
  let asked = 0;
  const server = comeBack('/oauth/callback/tiktok?code=a&state=b', () => {
    asked += 1;
    if (asked === 1) throw new TypeError('network error');
    return { status: 422, body: { code: 'invalid_input', message: 'x', details: 'state_used' } };
  });
  expect(await screen.findByRole('heading', { name: 'It is not known whether this worked' })).toBeVisible();
  expect(screen.queryByText(/not connected/)).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Ask again' }));
  expect(await screen.findByText(/If the account shows among yours, all is well/)).toBeVisible();
  expect(server.to(complete).map(({ body }) => body)).toEqual([
    { platform: 'tiktok', state: 'b', code: 'a' },
    { platform: 'tiktok', state: 'b', code: 'a' },
  ]);
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
              { id: '13', name: 'Riad', followers_count: 1 },
            ],
          },
        },
  );
  const choice = within(await screen.findByRole('group', { name: /several pages/ }));
  expect(choice.getByText('0 followers')).toBeVisible();
  expect(choice.getByText('1 follower')).toBeVisible();
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
