import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { csvColumns } from '../src/features/history/csv';
import { renderAt } from './render';
import { connection, creatorSession, measurement, uuid } from './samples';
import { stubServer } from './server';

afterEach(() => vi.unstubAllEnvs());

const path = '/influencer/social-media/history';
const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

function serve(
  history: unknown[],
  more: Parameters<typeof stubServer>[0] = {},
  connections = [connection()],
) {
  return stubServer({
    'GET /session': { body: creatorSession },
    'GET /rest/connections': { body: connections },
    'GET /rest/stats_history': { body: history },
    'GET /rest/posts': { body: [] },
    'GET /rest/notices': { body: [] },
    ...more,
  });
}

const rows = [
  measurement(day(29), { followers_count: 1000 }),
  measurement(day(28), { followers_count: 1010 }),
  measurement(day(2), { followers_count: 1200 }),
  measurement(day(1), { followers_count: 1250 }),
];

test('the last figure, the change and the gaps', async () => {
  serve(rows);
  renderAt(path);
  expect(await screen.findByText('1,250')).toBeVisible();
  expect(screen.getByText('+250')).toBeVisible();
  expect(screen.getByText(/^\+25.0%/)).toBeVisible();
  expect(screen.getByText('1 gap')).toBeVisible();
  expect(screen.getByText('4')).toBeVisible();
});

test.each([
  [4.355, '+0.01', 'delta-up'],
  [4.354, '0.00', 'delta-flat'],
])('a rate of 4.35%% that became %s%% changed by %s points', async (rate, written, direction) => {
  serve([measurement(day(29), { engagement_rate: 4.35 }), measurement(day(1), { engagement_rate: rate })]);
  renderAt(path);
  await userEvent.click(await screen.findByRole('radio', { name: 'Engagement rate' }));
  expect((await screen.findByText(written)).closest('.delta')).toHaveClass(direction);
});

test('the chart can be read by keyboard and as a table', async () => {
  serve(rows);
  renderAt(path);
  const cursor = await screen.findByRole('slider', { name: /Move through the chart/ });
  expect(cursor).toHaveAttribute('aria-valuetext', expect.stringContaining('1,250'));
  await userEvent.click(screen.getByText('Show as a table'));
  const table = within(await screen.findByRole('table'));
  expect(table.getAllByRole('row')).toHaveLength(5);
  expect(table.getAllByRole('row')[1]).toHaveTextContent('1,250');
});

test('west of Greenwich, too, a figure stands on the day it was measured', async () => {
  vi.stubEnv('TZ', 'America/Montreal');
  const measured = new Date(`${day(1)}T12:00:00`).toLocaleDateString('en', { dateStyle: 'medium' });
  serve(rows);
  renderAt(path);
  const cursor = await screen.findByRole('slider', { name: /Move through the chart/ });
  expect(cursor).toHaveAttribute('aria-valuetext', expect.stringContaining(measured));
  expect(screen.getByText(measured)).toBeVisible();
  fireEvent.change(cursor, { target: { value: '2' } });
  fireEvent.change(cursor, { target: { value: '3' } });
  expect(document.querySelector('.chart-day')).toHaveTextContent(measured);
  await userEvent.click(screen.getByText('Show as a table'));
  const table = within(await screen.findByRole('table'));
  expect(table.getAllByRole('row')[1]).toHaveTextContent(measured);
});

test('of more measurements than one answer holds all are read', async () => {
  const server = serve([], {
    'GET /rest/stats_history': ({ query }) =>
      query.get('offset') === '10000'
        ? { body: rows.slice(2), headers: { 'Content-Range': '10000-10001/*' } }
        : { body: rows.slice(0, 2), headers: { 'Content-Range': '0-9999/*' } },
  });
  renderAt(path);
  expect(await screen.findByText('1,250')).toBeVisible();
  expect(server.to('GET /rest/stats_history').every(({ query }) => query.get('limit') === '10000')).toBe(
    true,
  );
});

test('another period is asked from the server', async () => {
  const server = serve(rows);
  renderAt(path);
  await userEvent.click(await screen.findByRole('radio', { name: '1 year' }));
  await waitFor(() => expect(server.to('GET /rest/stats_history').length).toBeGreaterThan(1));
  const since = server.to('GET /rest/stats_history').at(-1)?.query.get('synced_at')?.replace('gte.', '');
  expect((Date.now() - Date.parse(since ?? '')) / 86_400_000).toBeGreaterThan(364.9);
});

test('side by side, each account has its own chart', async () => {
  const second = { connection_id: uuid(101), platform: 'tiktok' as const, platform_username: 'salmacooks' };
  serve([...rows, measurement(day(1), { ...second, followers_count: 90000 })], {}, [
    connection(),
    connection({ id: uuid(101), platform: 'tiktok', platform_username: 'salmacooks' }),
  ]);
  renderAt(path);
  await userEvent.selectOptions(await screen.findByLabelText('Account'), 'Side by side');
  expect(await screen.findByRole('heading', { name: 'Instagram @salma.benali' })).toBeVisible();
  expect(screen.getByRole('heading', { name: 'TikTok @salmacooks' })).toBeVisible();
});

test('what another user has taken over is named beside the sum, not counted in it', async () => {
  const second = { connection_id: uuid(101), platform: 'tiktok' as const, platform_username: 'salmacooks' };
  const lost = { id: uuid(101), connection_status: 'revoked', error_code: 'taken_over' } as const;
  serve([...rows, measurement(day(2), { ...second, followers_count: 90000 })], {}, [
    connection(),
    connection({ ...lost, platform: 'tiktok', platform_username: 'salmacooks' }),
  ]);
  renderAt(path);
  expect(await screen.findByText('1,250')).toBeVisible();
  expect(screen.getByText('+250')).toBeVisible();
  expect(
    screen.getByText(/Not counted, because there is no current figure: TikTok @salmacooks/),
  ).toBeVisible();
});

test('the only account is shown, whoever has it now', async () => {
  serve(rows, {}, [connection({ connection_status: 'revoked', error_code: 'taken_over' })]);
  renderAt(path);
  expect(await screen.findByText('1,250')).toBeVisible();
});

test('the two lists of posts are told apart; an unknown gain is a dash', async () => {
  const post = {
    connection_id: uuid(100),
    platform: 'instagram',
    platform_post_id: 'p1',
    caption: 'Harira',
    thumbnail_url: null,
    permalink: null,
    likes_count: 10,
    comments_count: 0,
    views_count: null,
    engagement_rate: 5.5,
    published_at: `${day(3)}T00:00:00Z`,
  };
  const server = serve(rows, {
    'GET /rest/posts': { body: [post] },
    'POST /rest/rpc/posts_gained': {
      body: [
        { ...post, likes_gained: 7, comments_gained: 1, views_gained: null },
        // Nothing in all, and a loss: neither is among those that gained most.
        { ...post, platform_post_id: 'p3', likes_gained: 2, comments_gained: -2, views_gained: 900 },
        { ...post, platform_post_id: 'p4', likes_gained: -4, comments_gained: 1, views_gained: null },
        { ...post, platform_post_id: 'p2', likes_gained: null, comments_gained: null, views_gained: null },
      ],
    },
  });
  renderAt(path);
  expect(await screen.findByText('5.50% · Engagement rate')).toBeVisible();
  await userEvent.click(screen.getByRole('radio', { name: 'Gained most' }));
  expect(await screen.findByText('+8 in the period')).toBeVisible();
  // Of those that have left the list since nothing more is known.
  expect(screen.getByText(/gained in this period, while among the newest 25 posts/)).toBeVisible();
  expect(screen.getByText('– in the period')).toBeVisible();
  expect(screen.getAllByText(/ in the period$/)).toHaveLength(2);
  expect(server.to('POST /rest/rpc/posts_gained')[0]?.body).toEqual({
    days: 30,
    connection_id: null,
    limit: 6,
  });
});

test('a post’s text is laid out by its own letters, whatever the screen’s language', async () => {
  const post = {
    connection_id: uuid(100),
    platform: 'instagram',
    platform_post_id: 'p1',
    caption: 'يوم جميل #المغرب',
    permalink: 'https://instagram.example/p1',
    published_at: `${day(3)}T00:00:00Z`,
  };
  serve(rows, { 'GET /rest/posts': { body: [post] } });
  renderAt(path);
  const link = await screen.findByRole('link', { name: /يوم جميل/ });
  expect(link.closest('p')).toHaveAttribute('dir', 'auto');
  expect(within(link).getByText(/opens in a new tab/).tagName).toBe('BDI');
});

test('the file holds the period on screen as CSV', async () => {
  const made = vi.fn<(blob: Blob) => string>(() => 'blob:x');
  URL.createObjectURL = made;
  URL.revokeObjectURL = () => undefined;
  const others = Object.fromEntries(csvColumns.map((column) => [column, null]));
  const server = serve(rows.map((row) => ({ ...others, ...row })));
  renderAt(path);
  await userEvent.click(await screen.findByRole('button', { name: 'Download CSV' }));
  await waitFor(() => expect(made).toHaveBeenCalled());
  const asked = server.to('GET /rest/stats_history').at(-1)?.query;
  expect(asked?.get('select')).toMatch(
    /^connection_id,platform,platform_username,synced_at,followers_count,/,
  );
  expect(asked?.get('synced_at')).toBe(server.to('GET /rest/stats_history')[0]?.query.get('synced_at'));
  const reader = new FileReader();
  reader.readAsText(made.mock.calls[0]?.[0] as Blob);
  await waitFor(() => expect(reader.result).toMatch(/^connection_id,.*\r\n(.*\r\n){4}$/));
});

test('without accounts it leads to the first connect', async () => {
  serve([], {}, []);
  renderAt(path);
  expect(await screen.findByText('No history yet')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Connect your first account' })).toHaveAttribute(
    'href',
    '/influencer/social-media',
  );
});

test('a period without measurements says so', async () => {
  serve([]);
  renderAt(path);
  expect(await screen.findByText('Nothing was measured in this period')).toBeVisible();
});
