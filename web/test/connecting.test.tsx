import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { card, path, serve } from './connectionsPage';
import { renderAt } from './render';
import { connection, creatorSession, uuid } from './samples';
import { stubServer } from './server';

describe('connecting', () => {
  beforeEach(() => {
    vi.stubGlobal('location', { href: 'http://localhost/', assign: leave });
    leave.mockClear();
  });
  const leave = vi.fn();

  test('explains what is needed and asked before one leaves, then leaves', async () => {
    const server = serve([], {
      'POST /rest/rpc/begin_oauth': { body: { authorize_url: 'https://tiktok.example/auth?state=s' } },
    });
    renderAt(path);
    expect(await screen.findByText('No account connected yet')).toBeVisible();
    await userEvent.click(await screen.findByRole('button', { name: 'Connect TikTok' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Before you go to TikTok' }));
    expect(dialog.getByText('Followers, likes and number of videos')).toBeVisible();
    expect(dialog.getByText('made.up.scope')).toBeVisible();
    expect(server.to('POST /rest/rpc/begin_oauth')).toHaveLength(0);
    await userEvent.click(dialog.getByRole('button', { name: 'Continue to TikTok' }));
    await waitFor(() => expect(leave).toHaveBeenCalledWith('https://tiktok.example/auth?state=s'));
    expect(server.to('POST /rest/rpc/begin_oauth')[0]?.body).toEqual({ platform: 'tiktok' });
    const proceed = dialog.getByRole('button', { name: 'Continue to TikTok' });
    expect(proceed).toHaveAttribute('aria-busy');
    // Back by the browser's own button: the page stands as it was left.
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await waitFor(() => expect(proceed).not.toHaveAttribute('aria-busy'));
  });

  test.each([
    ['workers_not_running', 'An operator has to start it.'],
    ['not_called', 'We are not in touch with the platforms at the moment'],
  ])('says why it cannot start: %s', async (details, text) => {
    serve([], {
      'POST /rest/rpc/begin_oauth': { status: 503, body: { code: 'not_ready', message: 'x', details } },
    });
    renderAt(path);
    await userEvent.click(await screen.findByRole('button', { name: 'Connect TikTok' }));
    await userEvent.click(screen.getByRole('button', { name: 'Continue to TikTok' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(text);
    expect(leave).not.toHaveBeenCalled();
  });

  test('that is called off while it begins leads nowhere', async () => {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const answered = vi.fn();
    serve([], {
      'POST /rest/rpc/begin_oauth': async () => {
        await begun;
        answered();
        return { body: { authorize_url: 'https://tiktok.example/auth?state=s' } };
      },
    });
    renderAt(path);
    await userEvent.click(await screen.findByRole('button', { name: 'Connect TikTok' }));
    await userEvent.click(screen.getByRole('button', { name: 'Continue to TikTok' }));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    begin();
    await waitFor(() => expect(answered).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(leave).not.toHaveBeenCalled();
  });

  test('names the platforms that cannot be connected yet', async () => {
    serve([]);
    renderAt(path);
    expect(await screen.findByText('Not available yet: Twitch')).toBeVisible();
  });
});

describe('a sync by hand', () => {
  test('shows that it runs, then what it read', async () => {
    let finish: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (finish = resolve));
    const server = serve([connection()], {
      'POST /rest/rpc/sync_connection': async () => {
        await running;
        return { body: { id: 1, sync_status: 'success', posts_fetched: 25, error_message: null } };
      },
    });
    renderAt(path);
    const shown = within(await card(/Salma/));
    await userEvent.click(shown.getByRole('button', { name: 'Sync now' }));
    expect(await shown.findByRole('progressbar', { name: /Asking Instagram/ })).toBeVisible();
    expect(shown.getByText('Syncing…')).toBeVisible();
    finish();
    expect(await screen.findByText('Done: 48,230 followers, 25 posts read.')).toBeVisible();
    expect(server.to('POST /rest/rpc/sync_connection')[0]?.body).toEqual({ id: uuid(100) });
  });

  test.each([
    [1, 0, 'Terminé : 1 abonné, aucune publication lue.'],
    [0, 1, 'Terminé : 0 abonné, 1 publication lue.'],
    [null, 2, 'Terminé : 2 publications lues.'],
  ])('counts in French: %s, %s', async (followers_count, posts_fetched, text) => {
    serve([connection({ followers_count })], {
      'POST /rest/rpc/sync_connection': {
        body: { id: 1, sync_status: 'success', posts_fetched, error_message: null },
      },
    });
    renderAt(path, 'fr');
    await userEvent.click(await screen.findByRole('button', { name: 'Synchroniser' }));
    expect(await screen.findByText(text)).toBeVisible();
  });

  test.each([
    ['queued', 'The sync is queued and goes on by itself.'],
    ['failed', 'The sync did not succeed: Instagram could not be reached.'],
    ['partial_success', 'Done, but not everything could be read.'],
  ])('that is %s says so', async (sync_status, text) => {
    serve([connection({ error_code: 'timeout' })], {
      'POST /rest/rpc/sync_connection': {
        body: { id: 1, sync_status, posts_fetched: null, error_message: 'Instagram answered 503.' },
      },
    });
    renderAt(path);
    await userEvent.click(await screen.findByRole('button', { name: 'Sync now' }));
    expect(await screen.findByText(text)).toBeVisible();
  });

  test('too often tells how long to wait', async () => {
    serve([connection(), connection({ id: uuid(101) })], {
      'POST /api/social-media/sync': {
        status: 429,
        body: { message: 'x' },
        headers: { 'Retry-After': '42' },
      },
    });
    renderAt(path);
    await userEvent.click(await screen.findByRole('button', { name: 'Sync all' }));
    expect(await screen.findByText(/Try again in 42/)).toBeVisible();
  });
});

describe('disconnecting', () => {
  test('asks first and erases nothing when one keeps it', async () => {
    const server = serve([connection()]);
    renderAt(path);
    await userEvent.click(await screen.findByRole('button', { name: 'Disconnect' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Disconnect Instagram Salma Benali?' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Keep it' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(server.asked.some(({ method }) => method === 'DELETE')).toBe(false);
  });

  test('that is under way cannot be taken back, and without an answer nobody claims to know', async () => {
    let lose: () => void = () => undefined;
    const lost = new Promise<void>((_, reject) => (lose = () => reject(new TypeError('network error'))));
    serve([connection()], {
      [`DELETE /api/social-media/connections/${uuid(100)}`]: async () => {
        await lost;
        return {};
      },
    });
    renderAt(path);
    await userEvent.click(await screen.findByRole('button', { name: 'Disconnect' }));
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect and erase' }));
    expect(screen.getByRole('button', { name: 'Keep it' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Close' })).toBeDisabled();
    lose();
    expect(await screen.findByRole('alert')).toHaveTextContent(/not known whether this was done/);
    expect(screen.getByRole('button', { name: 'Keep it' })).toBeEnabled();
  });

  test('is not answered by the second of two quick clicks at what asks', async () => {
    const route = `DELETE /api/social-media/connections/${uuid(100)}`;
    const server = serve([connection()], { [route]: { status: 204 } });
    renderAt(path);
    await userEvent.click(await screen.findByRole('button', { name: 'Disconnect' }));
    const erase = screen.getByRole('button', { name: 'Disconnect and erase' });
    fireEvent.click(erase, { detail: 2 });
    fireEvent.click(erase, { detail: 3 });
    expect(erase).not.toHaveAttribute('aria-busy');
    expect(server.to(route)).toHaveLength(0);
    await userEvent.click(erase);
    await waitFor(() => expect(server.to(route)).toHaveLength(1));
  });

  test('erases that account and says so', async () => {
    const route = `DELETE /api/social-media/connections/${uuid(100)}`;
    const server = serve([connection()], { [route]: { status: 204 } });
    renderAt(path);
    await userEvent.click(await screen.findByRole('button', { name: 'Disconnect' }));
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect and erase' }));
    expect(await screen.findByText(/is disconnected and its data erased/)).toBeVisible();
    expect(server.to(route)).toHaveLength(1);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  test('leaves the focus at the beginning of the screen, not on a card that is gone', async () => {
    let erased = false;
    stubServer({
      'GET /session': { body: creatorSession },
      'GET /rest/connections': () => ({ body: erased ? [] : [connection()] }),
      'GET /rest/stats_history': { body: [] },
      'GET /rest/platforms': { body: [] },
      'GET /rest/notices': { body: [] },
      [`DELETE /api/social-media/connections/${uuid(100)}`]: () => {
        erased = true;
        return { status: 204 };
      },
    });
    renderAt('/influencer/social-media');
    await userEvent.click(await screen.findByRole('button', { name: 'Disconnect' }));
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect and erase' }));
    expect(await screen.findByText('No account connected yet')).toBeVisible();
    expect(screen.getByRole('main')).toHaveFocus();
  });
});

test('an error is an alert with a way to try again', async () => {
  let broken = true;
  serve([], {
    'GET /rest/connections': () =>
      broken ? { status: 500, body: { message: 'secret detail' } } : { body: [connection()] },
  });
  renderAt(path);
  expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong on our side');
  expect(screen.queryByText(/secret detail/)).not.toBeInTheDocument();
  broken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await card(/Salma/)).toBeVisible();
});
