import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { ago, card, measured, path, serve } from './connectionsPage';
import { renderAt } from './render';
import { connection, creatorSession, uuid } from './samples';

describe('a card', () => {
  test('shows who, how many, since when and until when', async () => {
    serve([connection()], { 'GET /rest/stats_history': { body: [measured(26), measured(2)] } });
    renderAt(path);
    const shown = within(await card(/Instagram, Salma Benali/));
    expect(shown.getByText('48,230')).toBeVisible();
    expect(await shown.findByText('+34')).toBeVisible();
    expect(shown.getByText(/since the day before/)).toBeVisible();
    expect(shown.getByText('4.37%')).toBeVisible();
    expect(shown.getByText('Measured 2 hours ago')).toBeVisible();
    expect(shown.getByText('Access ends in 41 days')).toBeVisible();
    expect(shown.getByText('Up to date')).toBeVisible();
    expect(shown.getByRole('link', { name: /@salma.benali/ })).toHaveAttribute('rel', 'noreferrer');
  });

  test.each([
    ['were missed', 2, [74, 2]],
    ['are no longer measured', 24 * 9, [24 * 10, 24 * 9]],
  ])('of which days %s says since when it grew', async (_, last, hours) => {
    serve([connection({ last_synced_at: ago(last) })], {
      'GET /rest/stats_history': { body: hours.map((before) => measured(before)) },
    });
    renderAt(path);
    const shown = within(await card(/Salma/));
    const base = new Date(ago(hours[0] ?? 0)).toLocaleDateString('en-US', { day: 'numeric', month: 'short' });
    expect(await shown.findByText('+34')).toBeVisible();
    expect(shown.getByText(new RegExp(`since ${base}`))).toBeVisible();
    expect(shown.queryByText(/since the day before/)).not.toBeInTheDocument();
  });

  test('tells zero from unknown', async () => {
    serve([
      connection({ platform_display_name: 'Zero', followers_count: 0, engagement_rate: null }),
      connection({
        id: uuid(101),
        platform_display_name: 'Unknown',
        followers_count: null,
        followers_growth: null,
      }),
    ]);
    renderAt(path);
    expect(within(await card(/Zero/)).getByText('0')).toBeVisible();
    expect(within(await card(/Unknown/)).getByText('not known')).toBeInTheDocument();
  });

  test('in trouble gives the reason, what the platform said and the remedy', async () => {
    serve([
      connection({
        connection_status: 'expired',
        error_code: '190/460',
        connection_error: 'Instagram: Session has expired (190/460); the password changed: connect it again',
        days_until_expiry: -2,
      }),
    ]);
    renderAt(path);
    const shown = within(await card(/Salma/));
    expect(shown.getAllByText('Access has ended')[0]).toBeVisible();
    expect(shown.getByText(/Your history is intact/)).toBeVisible();
    expect(shown.getByText('The Instagram password was changed, which ends our access.')).toBeVisible();
    expect(shown.getByText('Session has expired').closest('p')).toHaveTextContent(/^Instagram says:/);
    expect(shown.getByRole('button', { name: 'Reconnect' })).toBeEnabled();
  });

  test('whose last sync failed keeps its figures and says so', async () => {
    serve([
      connection({
        last_sync_status: 'failed',
        error_code: 'http_503',
        missing: ['Instagram: HTTP 503 without an explanation'],
      }),
    ]);
    renderAt(path);
    const shown = within(await card(/Salma Benali/));
    expect(shown.getByText('Last sync failed')).toBeVisible();
    expect(shown.getByText('48,230')).toBeVisible();
    expect(shown.getByText(/Instagram has a temporary fault/)).toBeVisible();
    expect(shown.queryByText(/without an explanation/)).not.toBeInTheDocument();
    expect(shown.queryByRole('button', { name: 'Reconnect' })).not.toBeInTheDocument();
  });

  test('without a permission names it in words and offers to reconnect', async () => {
    serve([
      connection({
        missing: ['followers: the scope user.info.stats was not granted'],
        missing_parts: [{ part: 'followers', code: 'scope_not_granted', scope: 'user.info.stats' }],
      }),
    ]);
    renderAt(path);
    const shown = within(await card(/Salma Benali/));
    expect(
      shown.getByText('The permission was not given: Followers, likes and number of videos'),
    ).toBeVisible();
    expect(shown.getByText(/leave all boxes ticked to have them measured/)).toBeVisible();
    expect(shown.getByRole('button', { name: 'Reconnect' })).toBeVisible();
  });

  test('whose sync was put off says until when, and can be asked for again', async () => {
    const until = new Date(Date.now() + 60_000);
    serve([
      connection({
        connection_status: 'error',
        next_sync_at: ago(3),
        sync_queued_for: until.toISOString(),
      }),
    ]);
    renderAt(path);
    const shown = within(await card(/Salma/));
    expect(shown.getByText('Trying again')).toBeVisible();
    expect(shown.getByText(/Next sync is queued, goes on at .*\d:\d\d/)).toBeVisible();
    expect(shown.getByRole('button', { name: 'Sync now' })).not.toHaveAttribute('aria-busy');
    expect(shown.getByText(/It is tried again by itself/)).toBeVisible();
    expect(shown.queryByText(/ago/, { selector: '.trouble *' })).not.toBeInTheDocument();
  });

  test.each([
    ['today', 0],
    ['tomorrow', 1],
  ])('whose access ends %s within a day says so', async (word, days) => {
    const end = new Date();
    end.setHours(days ? 0 : 23, days ? 0 : 59, days ? 0 : 59, 0);
    end.setDate(end.getDate() + days);
    serve([connection({ days_until_expiry: 0, token_expires_at: end.toISOString() })]);
    renderAt(path);
    expect(within(await card(/Salma/)).getByText(`Access ends ${word}`)).toBeVisible();
  });

  test('speaks French too', async () => {
    serve([connection({ days_until_expiry: 1 })]);
    renderAt(path, 'fr');
    const shown = within(await card(/Salma/));
    expect(shown.getByText('Expire bientôt')).toBeVisible();
    expect(shown.getByText('L’accès prend fin dans 1 jour')).toBeVisible();
  });
});

test('the growth of all together is of the accounts measured since yesterday, and says of how many', async () => {
  const [stopped, gap, second] = [uuid(101), uuid(102), uuid(103)];
  serve(
    [
      connection({ followers_growth: 34 }),
      connection({ id: stopped, followers_growth: 500, last_synced_at: ago(24 * 9) }),
      connection({ id: gap, followers_growth: 70 }),
      connection({ id: second, followers_growth: 2 }),
    ],
    {
      'GET /rest/stats_history': {
        body: [
          measured(24 * 10, stopped),
          measured(24 * 9, stopped),
          measured(74, gap),
          measured(26),
          measured(26, second),
          measured(2),
          measured(2, gap),
          measured(2, second),
        ],
      },
    },
  );
  renderAt(path);
  const summary = within(await screen.findByLabelText('All accounts together'));
  expect(await summary.findByText('+36')).toBeVisible();
  expect(summary.getByText(/2 of 4 accounts/)).toBeVisible();
});

test('a mean of some accounts only says of how many', async () => {
  serve([
    connection({ engagement_rate: 4 }),
    connection({ id: uuid(101), engagement_rate: null }),
    connection({ id: uuid(102), engagement_rate: null }),
  ]);
  renderAt(path);
  const summary = within(await screen.findByLabelText('All accounts together'));
  expect(summary.getByText('4.00%').closest('dd')).toHaveTextContent('4.00%1 of 3 accounts');
  expect(summary.getAllByText(/of 3 accounts/)).toHaveLength(1);
});

test('an account that somebody else has connected since is listed, and in no sum', async () => {
  serve([
    connection({ followers_count: 1000, engagement_rate: 2 }),
    connection({
      id: uuid(101),
      connection_status: 'revoked',
      error_code: 'taken_over',
      followers_count: 500,
      engagement_rate: 8,
    }),
  ]);
  renderAt(path);
  const summary = within(await screen.findByLabelText('All accounts together'));
  expect(summary.getByText('1,000')).toBeVisible();
  expect(summary.getByText('2.00%')).toBeVisible();
  expect(summary.getByText('Accounts').nextElementSibling).toHaveTextContent('1');
});

test('the buttons of each card say whose they are', async () => {
  serve([connection(), connection({ id: uuid(101), platform_display_name: 'Salma Cooks' })]);
  renderAt(path);
  for (const name of ['Sync now', 'Disconnect']) {
    const [first, second] = await screen.findAllByRole('button', { name });
    expect(first).toHaveAccessibleDescription('Salma Benali');
    expect(second).toHaveAccessibleDescription('Salma Cooks');
  }
});

test('a next attempt that is about to come is not said to be "now"', async () => {
  serve([
    connection({ last_sync_status: 'failed', next_sync_at: new Date(Date.now() + 20_000).toISOString() }),
  ]);
  renderAt(path);
  const shown = within(await card(/Salma/));
  expect(shown.getByText(/It is tried again by itself/)).toBeVisible();
  expect(shown.queryByText(/next attempt is now/)).not.toBeInTheDocument();
});

test('a failure is over once the same account was synced, but not when another was', async () => {
  let failing = true;
  serve([connection(), connection({ id: uuid(101), platform_display_name: 'Salma Cooks' })], {
    'POST /rest/rpc/sync_connection': () =>
      failing ? { status: 503, body: { code: 'not_ready' } } : { body: { sync_status: 'queued' } },
  });
  renderAt(path);
  const [first, second] = await screen.findAllByRole('button', { name: 'Sync now' });
  await userEvent.click(first as HTMLElement);
  expect(await screen.findByText(/not ready/)).toBeVisible();
  failing = false;
  await userEvent.click(second as HTMLElement);
  expect(await screen.findByText(/The sync is queued/)).toBeVisible();
  expect(screen.getByText(/not ready/)).toBeVisible();
  await waitFor(() => expect(first).not.toHaveAttribute('aria-busy'));
  await userEvent.click(first as HTMLElement);
  await waitFor(() => expect(screen.queryByText(/not ready/)).not.toBeInTheDocument());
});

test('a failure is no news on the next screen; that the session has ended is, at the door', async () => {
  let ended = false;
  serve([connection()], {
    'GET /session': () => (ended ? { status: 401 } : { body: creatorSession }),
    'POST /rest/rpc/sync_connection': () =>
      ended ? { status: 401, body: { code: 'unauthorized' } } : { status: 503, body: { code: 'not_ready' } },
  });
  renderAt(path);
  await userEvent.click(await screen.findByRole('button', { name: 'Sync now' }));
  expect(await screen.findByText(/not ready/)).toBeVisible();
  await userEvent.click(screen.getByRole('link', { name: /^Notices/ }));
  await waitFor(() => expect(screen.queryByText(/not ready/)).not.toBeInTheDocument());
  await userEvent.click(screen.getByRole('link', { name: 'Connections' }));
  ended = true;
  await userEvent.click(await screen.findByRole('button', { name: 'Sync now' }));
  expect(await screen.findByText(/You are signed out. Sign in, then do it again/)).toBeVisible();
});

describe('in French, a card in trouble', () => {
  const inFrench = async (changes: Parameters<typeof connection>[0]) => {
    serve([connection(changes)]);
    renderAt(path, 'fr');
    return within(await card(/Salma/));
  };

  test('whose access was withdrawn says by whom, and quotes the platform', async () => {
    const shown = await inFrench({
      connection_status: 'revoked',
      error_code: '190/458',
      connection_error:
        'Instagram: Error validating access token: not authorized (190/458); the creator removed the app and has to connect the account again',
    });
    expect(
      shown.getByText('Notre accès a été retiré dans les réglages du compte sur Instagram.'),
    ).toBeVisible();
    const quote = shown.getByText('Error validating access token: not authorized');
    expect(quote.tagName).toBe('Q');
    expect(quote).toHaveAttribute('lang', 'en');
    expect(shown.queryByText(/the creator removed/)).not.toBeInTheDocument();
  });

  test('that somebody else has connected says so and what to do', async () => {
    const shown = await inFrench({
      connection_status: 'revoked',
      error_code: 'taken_over',
      connection_error: 'Another user of this service has connected this account.',
    });
    expect(shown.getByText(/Un autre utilisateur de ce service a prouvé/)).toBeVisible();
    expect(shown.getByText(/changez votre mot de passe sur Instagram/)).toBeVisible();
    expect(shown.queryByText(/Another user/)).not.toBeInTheDocument();
  });

  test('that a fault of our own holds up asks nothing of the creator', async () => {
    const shown = await inFrench({
      last_sync_status: 'failed',
      error_code: 'invalid_client',
      missing: ['TikTok: unknown client (invalid_client); correct it with configure_platform()'],
    });
    expect(shown.getByText(/Vous n’avez rien à faire : nos opérateurs le voient/)).toBeVisible();
    expect(shown.queryByText(/configure_platform/)).not.toBeInTheDocument();
  });

  test('that lacks figures says which and why, each once', async () => {
    const part = (name: string | null, code: string | null) => ({ part: name, code, scope: null });
    const shown = await inFrench({
      last_sync_status: 'partial_success',
      missing: ['like_count: the platform’s answer holds no number there'],
      missing_parts: [
        part('like_count', 'unreadable'),
        part('likes', 'unreadable'),
        part('post_media_view', 'metric_retired'),
        part('posts', '4'),
        part(null, '4'),
        part('new_metric', null),
      ],
    });
    expect(
      shown
        .getAllByRole('listitem')
        .map((item) => item.textContent)
        .slice(0, 4),
    ).toEqual([
      'Mentions J’aime\u00a0: Instagram n’a pas donné de chiffre utilisable.',
      'Vues\u00a0: Instagram ne le propose plus.',
      'Publications\u00a0: Instagram nous demande d’attendre avant la prochaine requête.',
      'new_metric\u00a0: Instagram ne l’a pas donné cette fois-ci.',
    ]);
    expect(shown.queryByText(/holds no number/)).not.toBeInTheDocument();
    expect(shown.getByText(/Les autres sont à jour/)).toBeVisible();
    expect(shown.queryByText(/cases cochées/)).not.toBeInTheDocument();
  });
});

test('a page left open says of a growth what it is since, after the next measurement, too', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    const rows = [measured(72), measured(48), measured(24)];
    let last = ago(24);
    const server = serve([], {
      'GET /rest/connections': () => ({ body: [connection({ last_synced_at: last })] }),
      'GET /rest/stats_history': () => ({ body: rows }),
    });
    renderAt(path);
    const shown = within(await card(/Salma/));
    expect(await shown.findByText(/since the day before/)).toBeVisible();
    const asked = server.to('GET /rest/stats_history').length;
    await vi.advanceTimersByTimeAsync(130_000);
    expect(server.to('GET /rest/stats_history')).toHaveLength(asked);
    rows.push(measured(0));
    last = ago(0);
    await vi.advanceTimersByTimeAsync(70_000);
    await waitFor(() => expect(server.to('GET /rest/stats_history')).toHaveLength(asked + 1));
    expect(await shown.findByText(/since the day before/)).toBeVisible();
  } finally {
    vi.useRealTimers();
  }
});

test('a mail that points at an account leads to that account', async () => {
  const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView');
  serve([connection({ id: uuid(1) }), connection({ id: uuid(2), platform: 'tiktok' })]);
  renderAt(`${path}#${uuid(2)}`);
  const pointed = (await card(/TikTok/)).parentElement;
  await waitFor(() => expect(scrolled.mock.contexts).toContain(pointed));
  expect(pointed).toHaveAttribute('data-pointed');
  expect((await card(/Instagram/)).parentElement).not.toHaveAttribute('data-pointed');
});

test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example'])(
  'an address that leads elsewhere than to the web is no link: %s',
  async (profile_url) => {
    serve([connection({ profile_url })]);
    renderAt(path);
    const shown = within(await card(/Salma/));
    expect(shown.getByText(/@salma\.benali/)).toBeVisible();
    expect(shown.queryByRole('link')).not.toBeInTheDocument();
  },
);

test('hundreds of accounts are drawn a page at a time; one that is pointed at is among them', async () => {
  const many = Array.from({ length: 120 }, (_, index) =>
    connection({ id: uuid(1000 + index), platform_display_name: `Account ${index + 1}` }),
  );
  serve(many);
  renderAt(`${path}#${uuid(1000 + 60)}`);
  expect(await card(/, Account 61$/)).toBeVisible();
  expect(screen.getAllByRole('article')).toHaveLength(50);
  expect(within(screen.getByLabelText('All accounts together')).getByText('120')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Next' }));
  expect(await card(/, Account 120$/)).toBeVisible();
  expect(screen.getAllByRole('article')).toHaveLength(20);
  expect(screen.queryByRole('article', { name: /, Account 61$/ })).not.toBeInTheDocument();
});

test('of hundreds of accounts those that need a new login come first', async () => {
  const many = Array.from({ length: 120 }, (_, index) =>
    connection({
      id: uuid(1000 + index),
      platform_display_name: `Account ${index + 1}`,
      connection_status: index === 90 ? 'expired' : 'active',
    }),
  );
  serve(many);
  renderAt(path);
  expect(await card(/, Account 91$/)).toBe(screen.getAllByRole('article')[0]);
  expect(screen.getAllByRole('article')[1]).toHaveAccessibleName(/, Account 1$/);
});

test('accounts beyond what one answer holds are asked for, and counted', async () => {
  const accounts = Array.from({ length: 10_001 }, (_, index) =>
    connection({
      id: uuid(index),
      platform_username: `shop${index}`,
      platform_display_name: `Shop ${index}`,
    }),
  );
  // The last one cannot be measured any more.
  accounts[10_000] = connection({
    id: uuid(10_000),
    connection_status: 'revoked',
    platform_display_name: 'The last',
  });
  const server = serve([], {
    'GET /rest/connections': ({ query }) => {
      const from = Number(query.get('offset'));
      const body = accounts.slice(from, from + 10_000);
      return { body, headers: { 'Content-Range': `${from}-${from + body.length - 1}/*` } };
    },
  });
  renderAt(path);
  expect(await card(/The last/)).toBeVisible();
  expect(screen.getByText('Page 1 of 201')).toBeVisible();
  expect(server.to('GET /rest/connections').map(({ query }) => query.get('order'))).toContain(
    'connected_at,id',
  );
});
