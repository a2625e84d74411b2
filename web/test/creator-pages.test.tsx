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
        return { status: 422, body: { code: 'invalid_input', message: 'x' } };
      },
    });
    renderAt('/influencer/preferences');
    const weekly = await screen.findByRole('switch', { name: 'Weekly report' });
    await userEvent.click(weekly);
    expect(
      await screen.findByText('This could not be saved. The server did not accept what was entered.'),
    ).toBeVisible();
    await waitFor(() => expect(weekly).toBeChecked());
  });

  test('changes that follow each other arrive in their order, and none is taken back by another', async () => {
    const answers: ((answer: { status: number }) => void)[] = [];
    const server = serve(() => new Promise((resolve) => answers.push(resolve)));
    renderAt('/influencer/preferences');
    const visible = await screen.findByRole('switch', { name: 'Show me to merchants' });
    const weekly = screen.getByRole('switch', { name: 'Weekly report' });
    for (const one of [weekly, visible, visible, visible]) await userEvent.click(one);
    const sent = () => server.to('POST /rest/rpc/set_preferences').map(({ body }) => body);
    expect(sent()).toEqual([{ weekly_report: false }]);
    const asked = server.to('GET /rest/preferences').length;
    answers[0]?.({ status: 500 });
    await waitFor(() => expect(sent()).toHaveLength(2));
    expect(weekly).toBeChecked();
    expect(visible).not.toBeChecked();
    answers[1]?.({ status: 204 });
    await waitFor(() => expect(sent()).toHaveLength(3));
    answers[2]?.({ status: 204 });
    await waitFor(() => expect(sent()).toHaveLength(4));
    expect(visible).not.toBeChecked();
    expect(server.to('GET /rest/preferences')).toHaveLength(asked);
    answers[3]?.({ status: 204 });
    await waitFor(() => expect(server.to('GET /rest/preferences').length).toBeGreaterThan(asked));
    expect(sent().slice(1)).toEqual(
      [false, true, false].map((visible_to_merchants) => ({ visible_to_merchants })),
    );
  });

  test('what was typed stays when it could not be saved, and so does the language', async () => {
    let refuse: () => void = () => undefined;
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    serve(async () => {
      await refused;
      return { status: 503, body: { code: 'connection_in_use', message: 'x' } };
    });
    renderAt('/influencer/preferences');
    const name = await screen.findByRole('textbox', { name: /name/i });
    await userEvent.clear(name);
    await userEvent.type(name, 'Salma B.');
    await userEvent.selectOptions(screen.getByLabelText('Language of emails and notices'), 'Français');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-busy'));
    refuse();
    expect(await screen.findByText(/This could not be saved/)).toBeVisible();
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Save' })).not.toHaveAttribute('aria-busy'),
    );
    expect(screen.getByRole('textbox', { name: /name/i })).toHaveValue('Salma B.');
    expect(localStorage.getItem('pg_social.locale')).toBeNull();
  });

  test('choosing another language of mails changes the screen’s too', async () => {
    const server = stubServer({
      'GET /session': { body: creatorSession },
      'GET /rest/notices': { body: [] },
      'GET /rest/preferences': { body: [{ ...stored, locale: 'en' }] },
      'POST /rest/rpc/set_preferences': {},
    });
    renderAt('/influencer/preferences');
    await userEvent.selectOptions(await screen.findByLabelText('Language of emails and notices'), 'Français');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('heading', { name: 'Préférences' })).toBeVisible();
    expect(server.to('POST /rest/rpc/set_preferences')[0]?.body).toEqual({
      display_name: 'Salma',
      locale: 'fr',
      time_zone: 'Africa/Casablanca',
    });
  });
});

test('blanks are no name: the field asks for one, and nothing is sent', async () => {
  const server = stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/notices': { body: [] },
    'GET /rest/preferences': { body: [{ display_name: 'Salma', locale: 'en', time_zone: 'UTC' }] },
    'POST /rest/rpc/set_preferences': { status: 422, body: { code: 'invalid_input', message: 'x' } },
  });
  renderAt('/influencer/preferences');
  const name = await screen.findByRole('textbox', { name: /name/i });
  await userEvent.clear(name);
  await userEvent.type(name, '   ');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(name).toHaveValue('');
  expect(name).toBeInvalid();
  expect(server.to('POST /rest/rpc/set_preferences')).toHaveLength(0);
});

test('saving one’s name leaves the screen in its language, whatever the mails’ is', async () => {
  let saved = false;
  stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/notices': { body: [] },
    'GET /rest/preferences': { body: [{ display_name: 'Salma', locale: 'fr', time_zone: 'UTC' }] },
    'POST /rest/rpc/set_preferences': () => {
      saved = true;
      return {};
    },
  });
  renderAt('/influencer/preferences');
  await userEvent.type(await screen.findByRole('textbox', { name: /name/i }), ' B.');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Saved.')).toBeVisible();
  expect(saved).toBe(true);
  expect(localStorage.getItem('pg_social.locale')).toBeNull();
  expect(screen.getByRole('heading', { name: 'Preferences' })).toBeVisible();
});

test('a change after the session has ended says that one is signed out', async () => {
  let ended = false;
  const gone = { status: 401, body: { code: 'unauthorized', message: 'x' } };
  stubServer({
    'GET /session': () => (ended ? gone : { body: creatorSession }),
    'GET /rest/notices': { body: [] },
    'GET /rest/preferences': { body: [{ display_name: 'Salma', locale: 'fr', time_zone: 'UTC' }] },
    'POST /rest/rpc/set_preferences': gone,
  });
  renderAt('/influencer/preferences');
  const save = await screen.findByRole('button', { name: 'Save' });
  ended = true;
  await userEvent.click(save);
  expect(await screen.findByText(/You are signed out. Sign in, then do it again/)).toBeVisible();
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

  test('who marks one as read by keyboard stays at it', async () => {
    let read: string | null = null;
    stubServer({
      'GET /session': { body: creatorSession },
      'GET /rest/notices': () => ({
        body: [notice({ read_at: read })],
        headers: { 'Content-Range': '0-0/1' },
      }),
      'POST /rest/rpc/mark_notice_read': () => {
        read = '2026-11-21T00:00:00Z';
        return { status: 204 };
      },
    });
    renderAt('/influencer/notices');
    const mark = await screen.findByRole('button', { name: 'Mark as read' });
    mark.focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(mark).not.toBeInTheDocument());
    expect(within(screen.getByRole('article')).getByRole('heading')).toHaveFocus();
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

  test('each is told in the language of the screen, whatever the server’s text is in', async () => {
    serve([
      notice({
        kind: 'token_expiring',
        platform: 'tiktok',
        account_name: 'salma',
        ends_at: '2026-11-30T12:00:00Z',
      }),
      notice({ id: 2, kind: 'reconnect_needed', platform: 'instagram', account_name: null }),
      notice({ id: 3, kind: 'account_taken_over', platform: 'facebook', account_name: 'Chez Salma' }),
      notice({
        id: 4,
        kind: 'weekly_report',
        period_from: '2026-11-15T23:00:00Z',
        period_until: '2026-11-22T23:00:00Z',
        action_url: '/influencer/social-media/history',
      }),
    ]);
    renderAt('/influencer/notices', 'fr');
    const texts = (await screen.findAllByRole('article')).map((one) => one.textContent);
    expect(texts[0]).toMatch(/L’accès à @salma sur TikTok prend fin le 30 nov. 2026/);
    expect(texts[1]).toMatch(/Instagram ne nous donne plus les chiffres de votre compte/);
    expect(texts[2]).toMatch(/que Chez Salma sur Facebook est le sien/);
    expect(texts[3]).toMatch(/votre semaine \(16.22 novembre\) sont prêts.*Voir l’historique/);
    expect(screen.queryByText('Reconnect.')).not.toBeInTheDocument();
  });

  test('none says so', async () => {
    serve([]);
    renderAt('/influencer/notices');
    expect(await screen.findByText('Nothing new')).toBeVisible();
  });
});
