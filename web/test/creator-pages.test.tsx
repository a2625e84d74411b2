import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { renderAt } from './render';
import { creatorSession } from './samples';
import { stubServer } from './server';

describe('preferences', () => {
  const stored = {
    display_name: 'Salma',
    email: 'salma@example.com',
    locale: 'fr',
    time_zone: 'Africa/Casablanca',
    weekly_report: true,
    notify_expiry: true,
    visible_to_merchants: true,
  };
  const serve = (answer: Parameters<typeof stubServer>[0][string]) =>
    stubServer({
      'GET /session': { body: creatorSession },
      'GET /rest/notices': { body: [] },
      'GET /rest/preferences': { body: [stored] },
      'POST /rest/rpc/set_preferences': answer,
    });

  test('a switch sends that one change', async () => {
    const server = serve({});
    renderAt('/influencer/preferences');
    await userEvent.click(await screen.findByRole('switch', { name: 'Show me to merchants' }));
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(server.to('POST /rest/rpc/set_preferences')[0]?.body).toEqual({ visible_to_merchants: false });
  });

  test('a refused change is taken back and explained, even when asking again fails too', async () => {
    let refused = false;
    stubServer({
      'GET /session': { body: creatorSession },
      'GET /rest/notices': { body: [] },
      'GET /rest/preferences': () => (refused ? { status: 500 } : { body: [stored] }),
      'POST /rest/rpc/set_preferences': () => {
        refused = true;
        return { status: 422, body: { message: 'Not now.', hint: 'Try later.' } };
      },
    });
    renderAt('/influencer/preferences');
    const weekly = await screen.findByRole('switch', { name: 'Weekly report' });
    await userEvent.click(weekly);
    expect(await screen.findByText('This could not be saved. Not now. Try later.')).toBeVisible();
    await waitFor(() => expect(weekly).toBeChecked());
  });

  test('saving the language of mails changes the screen’s too', async () => {
    const server = serve({});
    renderAt('/influencer/preferences');
    await userEvent.selectOptions(await screen.findByLabelText('Language of mails and notices'), 'Français');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('heading', { name: 'Préférences' })).toBeVisible();
    expect(server.to('POST /rest/rpc/set_preferences')[0]?.body).toEqual({
      display_name: 'Salma',
      locale: 'fr',
      time_zone: 'Africa/Casablanca',
    });
  });
});

describe('notices', () => {
  const notice = (changes: object) => ({
    id: 1,
    kind: 'expired',
    severity: 'error',
    title: 'Access has ended',
    body: 'Reconnect.',
    connection_id: null,
    created_at: '2026-11-20T00:00:00Z',
    read_at: null,
    action_url: '/influencer/social-media#a',
    ...changes,
  });
  const serve = (rows: unknown[]) =>
    stubServer({
      'GET /session': { body: creatorSession },
      'GET /rest/notices': { body: rows, headers: { 'Content-Range': `0-0/${rows.length}` } },
      'POST /rest/rpc/mark_notice_read': { status: 204 },
    });

  test('one is marked as read', async () => {
    const server = serve([notice({})]);
    renderAt('/influencer/notices');
    await userEvent.click(await screen.findByRole('button', { name: 'Mark as read' }));
    await waitFor(() => expect(server.to('POST /rest/rpc/mark_notice_read')[0]?.body).toEqual({ id: 1 }));
  });

  test('one leads to its account, but never out of the application', async () => {
    serve([notice({}), notice({ id: 2, title: 'Bad link', action_url: '//evil.example' })]);
    renderAt('/influencer/notices');
    const [good, bad] = await screen.findAllByRole('article');
    expect(within(good as HTMLElement).getByRole('link')).toHaveAttribute(
      'href',
      '/influencer/social-media#a',
    );
    expect(within(bad as HTMLElement).queryByRole('link')).not.toBeInTheDocument();
  });

  test('none says so', async () => {
    serve([]);
    renderAt('/influencer/notices');
    expect(await screen.findByText('Nothing to tell')).toBeVisible();
  });
});
