import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { renderAt } from './render';
import { connection, creatorSession, influencer, merchantSession, operatorSession, uuid } from './samples';
import { type Answer, stubServer } from './server';

const signedOut = { status: 401, body: { message: 'no' } };
const creator = {
  'GET /session': { body: creatorSession },
  'GET /rest/connections': { body: [connection()] },
  'GET /rest/stats_history': { body: [] },
  'GET /rest/platforms': { body: [] },
  'GET /rest/notices': { body: [], headers: { 'Content-Range': '*/3' } },
};

describe('signing in', () => {
  test('a person of the demo: the token is exchanged, and kept nowhere', async () => {
    let signedIn = false;
    const server = stubServer({
      ...creator,
      'GET /session': () => (signedIn ? { body: creatorSession } : signedOut),
      'POST /session': () => {
        signedIn = true;
        return { status: 204 };
      },
      'GET /demo/people.json': {
        body: [{ name: 'Salma Benali', role: 'influencer', token: 'jwt-of-salma' }],
      },
    });
    renderAt('/influencer/social-media');
    await userEvent.click(await screen.findByRole('button', { name: 'Salma Benali' }));
    expect(await screen.findByRole('heading', { name: 'Your accounts' })).toBeVisible();
    expect(server.to('POST /session')[0]?.headers.get('Authorization')).toBe('Bearer jwt-of-salma');
    expect(JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])).not.toContain(
      'jwt',
    );
  });

  test('leads back to what one wanted to see, with its filter', async () => {
    let signedIn = false;
    const server = stubServer({
      'GET /session': () => (signedIn ? { body: operatorSession } : signedOut),
      'POST /session': () => {
        signedIn = true;
        return { status: 204 };
      },
      'GET /demo/people.json': { body: [{ name: 'Nadia', role: 'admin', token: 'jwt' }] },
      'GET /rest/sync_logs': { body: [], headers: { 'Content-Range': '*/0' } },
    });
    renderAt('/operator/sync-log?status=failed');
    await userEvent.click(await screen.findByRole('button', { name: 'Nadia' }));
    await waitFor(() =>
      expect(server.to('GET /rest/sync_logs').at(-1)?.query.get('sync_status')).toBe('eq.failed'),
    );
  });

  test('outside the demo the door says where to sign in', async () => {
    stubServer({ 'GET /session': signedOut });
    renderAt('/');
    expect(await screen.findByText('You are signed out')).toBeVisible();
  });

  test('a session that ends in the middle leads to the door', async () => {
    let ended = false;
    stubServer({
      ...creator,
      'GET /session': () => (ended ? signedOut : { body: creatorSession }),
      'POST /api/social-media/sync': signedOut,
      'GET /rest/connections': { body: [connection(), connection({ id: 'b' })] },
    });
    renderAt('/influencer/social-media');
    const sync = await screen.findByRole('button', { name: 'Sync all' });
    ended = true;
    await userEvent.click(sync);
    expect(await screen.findByText('You are signed out')).toBeVisible();
  });

  test('who comes back after somebody else signed in from another tab sees nothing of the first', async () => {
    let first = true;
    const whoever = (one: unknown, other: unknown) => () => ({ body: first ? one : other });
    const server = stubServer({
      ...creator,
      'GET /session': whoever(creatorSession, { ...creatorSession, sub: uuid(9), display_name: 'Karim' }),
      'GET /rest/connections': whoever(
        [connection()],
        [connection({ id: uuid(109), platform_display_name: 'Karim' })],
      ),
    });
    renderAt('/influencer/social-media');
    expect(await screen.findByRole('heading', { name: 'Salma Benali' })).toBeVisible();
    const asked = server.to('GET /rest/stats_history').length;
    first = false;
    act(() => void window.dispatchEvent(new Event('visibilitychange')));
    expect(await screen.findByRole('heading', { name: 'Karim' })).toBeVisible();
    expect(screen.queryByRole('heading', { name: 'Salma Benali' })).not.toBeInTheDocument();
    expect(server.to('GET /rest/stats_history').length).toBeGreaterThan(asked);
  });

  test('signing out clears the session', async () => {
    let gone = false;
    const server = stubServer({
      ...creator,
      'GET /session': () => (gone ? signedOut : { body: creatorSession }),
      'DELETE /session': () => {
        gone = true;
        return { status: 204 };
      },
    });
    renderAt('/influencer/social-media');
    await userEvent.click(await screen.findByText('Sign out'));
    expect(await screen.findByText('You are signed out')).toBeVisible();
    expect(server.to('DELETE /session')).toHaveLength(1);
  });

  test('who signs in after somebody of another role comes to their own first screen', async () => {
    let present: unknown = creatorSession;
    stubServer({
      ...creator,
      'GET /session': () => (present ? { body: present } : signedOut),
      'DELETE /session': () => {
        present = null;
        return { status: 204 };
      },
      'POST /session': () => {
        present = merchantSession;
        return { status: 204 };
      },
      'GET /demo/people.json': { body: [{ name: 'Maison Atlas', role: 'merchant', token: 'jwt' }] },
      'GET /rest/influencers': { body: [], headers: { 'Content-Range': '*/0' } },
    });
    renderAt('/influencer/social-media');
    await userEvent.click(await screen.findByText('Sign out'));
    await userEvent.click(await screen.findByRole('button', { name: 'Maison Atlas' }));
    expect(await screen.findByRole('heading', { name: 'Creators' })).toBeVisible();
    expect(screen.queryByText('This page is for another role')).not.toBeInTheDocument();
  });

  test('a sign-out that fails says so, and one that succeeds forgets whom one chose to compare', async () => {
    let broken = true;
    stubServer({
      'GET /session': { body: merchantSession },
      'GET /rest/platforms': { body: [] },
      'GET /rest/influencers': { body: [influencer(500)], headers: { 'Content-Range': '0-0/1' } },
      'DELETE /session': () => (broken ? { status: 500 } : { status: 204 }),
    });
    renderAt('/merchant/influencers');
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Compare Creator 500' }));
    await userEvent.click(screen.getByText('Sign out'));
    expect(await screen.findByText(/Something went wrong on our side/)).toBeVisible();
    broken = false;
    await userEvent.click(screen.getByText('Sign out'));
    await waitFor(() => expect(sessionStorage.getItem('pg_social.compare')).toBe(''));
  });
});

describe('the account menu', () => {
  const open = async () => {
    stubServer({ ...creator, 'GET /rest/notices': { body: [] } });
    renderAt('/influencer/social-media');
    await screen.findByRole('heading', { name: 'Your accounts' });
    const menu = document.querySelector('.account-menu') as HTMLDetailsElement;
    const summary = menu.querySelector('summary') as HTMLElement;
    menu.open = true;
    summary.focus();
    return { menu, summary };
  };

  test('closes by Escape, and gives the focus back', async () => {
    const { menu, summary } = await open();
    screen.getByText('Sign out').closest('button')?.focus();
    await userEvent.keyboard('{Escape}');
    expect(menu.open).toBe(false);
    expect(summary).toHaveFocus();
  });

  test('closes by a click elsewhere, by leaving it with Tab, and on another screen', async () => {
    const { menu } = await open();
    await userEvent.click(screen.getByRole('heading', { name: 'Your accounts' }));
    expect(menu.open).toBe(false);
    menu.open = true;
    screen.getByRole('button', { name: 'Sync now' }).focus();
    expect(menu.open).toBe(false);
    const link = screen.getByRole('link', { name: /^Notices/ });
    link.focus();
    menu.open = true;
    fireEvent.click(link);
    await waitFor(() => expect(menu.open).toBe(false));
  });
});

describe('the frame', () => {
  test('shows one’s own screens and the unread notices', async () => {
    stubServer(creator);
    renderAt('/');
    const nav = await screen.findByRole('navigation', { name: 'Main' });
    expect(nav).toHaveTextContent(/Connections.*History.*Notices.*Preferences/);
    expect(await screen.findByText('3 unread notices')).toBeInTheDocument();
  });

  test('keeps other roles’ screens closed', async () => {
    stubServer({ 'GET /session': { body: merchantSession } });
    renderAt('/operator');
    expect(await screen.findByText('This page is for another role')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Go to the first page' })).toHaveAttribute(
      'href',
      '/merchant/influencers',
    );
  });

  test('switches language, tells the document, and remembers', async () => {
    stubServer(creator);
    renderAt('/influencer/social-media');
    await userEvent.click(await screen.findByRole('button', { name: 'Français' }));
    expect(await screen.findByRole('heading', { name: 'Vos comptes' })).toBeVisible();
    await waitFor(() => expect(document.documentElement.lang).toBe('fr'));
    expect(localStorage.getItem('pg_social.locale')).toBe('fr');
  });

  test('says that one is offline, and when one is back', async () => {
    stubServer(creator);
    renderAt('/influencer/social-media');
    await screen.findByRole('heading', { name: 'Your accounts' });
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    act(() => void window.dispatchEvent(new Event('offline')));
    expect(screen.getByText(/You are offline/)).toBeVisible();
    online.mockReturnValue(true);
    act(() => void window.dispatchEvent(new Event('online')));
    await waitFor(() => expect(screen.queryByText(/You are offline/)).not.toBeInTheDocument());
  });

  test('what was missed while offline is asked for again', async () => {
    const server = stubServer(creator);
    renderAt('/influencer/social-media');
    await screen.findByRole('heading', { name: 'Your accounts' });
    const before = server.to('GET /rest/stats_history').length;
    act(() => void window.dispatchEvent(new Event('offline')));
    act(() => void window.dispatchEvent(new Event('online')));
    await waitFor(() => expect(server.to('GET /rest/stats_history').length).toBeGreaterThan(before));
  });

  test('says that the server is away while older figures stay, and renews them once it is back', async () => {
    let away = false;
    const whileThere = (answer: Answer) => () => {
      if (away) throw new TypeError('Failed to fetch');
      return answer;
    };
    const routes = { ...creator, 'POST /rest/rpc/sync_connection': { body: { sync_status: 'queued' } } };
    const server = stubServer(
      Object.fromEntries(Object.entries(routes).map(([route, answer]) => [route, whileThere(answer)])),
    );
    renderAt('/influencer/social-media');
    const sync = await screen.findByRole('button', { name: 'Sync now' });
    away = true;
    await userEvent.click(sync);
    const banner = await screen.findByText(/it updates by itself once the server answers/);
    expect(screen.getByRole('heading', { name: 'Your accounts' })).toBeVisible();
    const before = server.to('GET /rest/stats_history').length;
    away = false;
    await waitFor(() => expect(banner).not.toBeInTheDocument(), { timeout: 20_000 });
    await waitFor(() => expect(server.to('GET /rest/stats_history').length).toBeGreaterThan(before));
  });

  test('says that the service behind the web server is away, as while it starts anew, and renews the figures', async () => {
    let away = false;
    const routes: Record<string, Answer> = {
      ...creator,
      'POST /rest/rpc/sync_connection': { body: { sync_status: 'queued' } },
    };
    const gone = { status: 503, body: { code: 'unavailable', message: 'The service is starting …' } };
    const server = stubServer(
      Object.fromEntries(
        Object.entries(routes).map(([route, answer]) => [route, () => (away ? gone : answer)]),
      ),
    );
    renderAt('/influencer/social-media');
    await screen.findByRole('heading', { name: 'Salma Benali' });
    away = true;
    act(() => void window.dispatchEvent(new Event('visibilitychange')));
    const banner = await screen.findByText(/service does not answer at the moment.*may be out of date/);
    expect(screen.getByRole('heading', { name: 'Salma Benali' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Sync now' }));
    expect(
      await screen.findByText(/service is temporarily unavailable/, { selector: '.toast *' }),
    ).toBeVisible();
    const before = server.to('GET /rest/stats_history').length;
    away = false;
    await waitFor(() => expect(banner).not.toBeInTheDocument(), { timeout: 20_000 });
    await waitFor(() => expect(server.to('GET /rest/stats_history').length).toBeGreaterThan(before));
  });

  test('an address without a page says so', async () => {
    stubServer(creator);
    renderAt('/nowhere');
    expect(await screen.findByText('There is nothing at this address')).toBeVisible();
  });
});
