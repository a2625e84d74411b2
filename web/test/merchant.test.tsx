import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { describe, expect, test, vi } from 'vitest';
import { AppRoutes } from '../src/app/AppRoutes';
import { noFilters, readFilters, toQuery, writeFilters } from '../src/features/influencers/filters';
import type { PublicAccount } from '../src/features/influencers/api';
import { linesOf } from '../src/features/influencers/lines';
import { bestOf } from '../src/features/influencers/components/CompareTable';
import { createFormatters } from '../src/shared/format/formatters';
import { renderAt } from './render';
import { influencer, merchantSession, uuid } from './samples';
import { stubServer } from './server';

function serve(rows: unknown[], total = rows.length, more: Parameters<typeof stubServer>[0] = {}) {
  return stubServer({
    'GET /session': { body: merchantSession },
    'GET /rest/influencers': { body: rows, headers: { 'Content-Range': `0-11/${total}` } },
    'GET /rest/influencer_history': { body: [] },
    'GET /rest/platforms': {
      body: [
        { platform: 'instagram', connectable: true, scopes: [] },
        { platform: 'tiktok', connectable: true, scopes: [] },
        { platform: 'youtube', connectable: false, scopes: [] },
      ],
    },
    ...more,
  });
}

describe('filters', () => {
  test('become a query in which the unknown stands last', () => {
    expect(
      toQuery(
        {
          ...noFilters,
          search: ' sal*ma, ',
          platform: 'tiktok',
          followers: '10000',
          engagement: '3.5',
          growth: '0',
          page: 3,
        },
        12,
      ),
    ).toEqual({
      handles: 'ilike.*sal ma*',
      platform_names: 'cs.{tiktok}',
      followers: 'gte.10000',
      engagement_rate: 'gte.3.5',
      growth_30_days: 'gt.0',
      growth_30_days_percent: null,
      order: 'followers.desc.nullslast,user_id',
      limit: 12,
      offset: 24,
    });
  });

  test('so much growth or more is asked for in per cent', () => {
    expect(toQuery({ ...noFilters, growth: '5' }, 12)).toMatchObject({
      growth_30_days: null,
      growth_30_days_percent: 'gte.5',
    });
  });

  test('an underscore in a handle is searched for as itself', () => {
    expect(toQuery({ ...noFilters, search: 'anna_b' }, 12).handles).toBe('ilike.*anna\\_b*');
  });

  test('survive the address, and ignore what is not known', () => {
    const filters = { ...noFilters, platform: 'tiktok', sort: 'average_views' as const, page: 2 };
    expect(readFilters(writeFilters(filters))).toEqual(filters);
    expect(writeFilters(noFilters).toString()).toBe('');
    expect(readFilters(new URLSearchParams('platform=myspace&followers=7&sort=drop&page=-1'))).toEqual(
      noFilters,
    );
  });
});

describe('the list', () => {
  test('offers as filters the platforms that can be connected', async () => {
    serve([influencer(1)]);
    renderAt('/merchant/influencers');
    const choice = await screen.findByLabelText('Platform');
    expect(await within(choice).findByRole('option', { name: 'Instagram' })).toBeInTheDocument();
    expect(within(choice).queryByRole('option', { name: 'YouTube' })).not.toBeInTheDocument();
  });

  test('shows figures, zero and unknown apart, and when they were measured', async () => {
    serve([influencer(500, { engagement_rate: 0, growth_30_days: null, growth_30_days_percent: null })]);
    renderAt('/merchant/influencers');
    const row = within(await screen.findByRole('row', { name: /Creator 500/ }));
    expect(row.getByText('1,000')).toBeVisible();
    expect(row.getByText('0.00%')).toBeVisible();
    expect(row.getAllByText('not known')).toHaveLength(2);
    expect(row.getByText('measured 1 hour ago')).toBeVisible();
  });

  test('a figure of some accounts only says of how many', async () => {
    const [account] = influencer(500).platforms as [PublicAccount];
    const platforms = [
      account,
      { ...account, connection_id: uuid(2000), engagement_rate: null, growth_30_days: null },
      { ...account, connection_id: uuid(2001), engagement_rate: null },
    ];
    serve([influencer(500, { platforms })]);
    renderAt('/merchant/influencers');
    const row = await screen.findByRole('row', { name: /Creator 500/ });
    const cells = within(row).getAllByRole('cell').slice(1);
    expect(cells.map((cell) => cell.textContent)).toEqual([
      '1,000',
      '2.00%1 of 3 accounts',
      '+10+1.0%2 of 3 accounts',
      '–not known',
    ]);
    await userEvent.click(screen.getByRole('link', { name: 'Creator 500' }));
    const totals = await screen.findByLabelText('All accounts');
    expect(within(totals).getByText('1 of 3 accounts')).toBeVisible();
    expect(within(totals).getByText('2 of 3 accounts')).toBeVisible();
    expect(within(totals).getByText(/in 30 days/)).toBeVisible();
  });

  test('filters and pages ask the server', async () => {
    const server = serve([influencer(500)], 30);
    renderAt('/merchant/influencers');
    await screen.findByRole('option', { name: 'TikTok' });
    await userEvent.selectOptions(screen.getByLabelText('Platform'), 'TikTok');
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    await waitFor(() => expect(server.to('GET /rest/influencers').at(-1)?.query.get('offset')).toBe('12'));
    expect(server.to('GET /rest/influencers').at(-1)?.query.get('platform_names')).toBe('cs.{tiktok}');
    expect(screen.getByText('30 results')).toBeVisible();
  });

  test('another page is read from its beginning', async () => {
    serve([influencer(500)], 30);
    renderAt('/merchant/influencers');
    const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView');
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    expect(scrolled.mock.contexts).toEqual([screen.getByRole('table')]);
    expect(screen.getByRole('table')).toHaveFocus();
  });

  test('the way back leads over the pages one has turned', async () => {
    serve([influencer(500)], 30);
    const been: string[] = [];
    const Back = () => {
      const navigate = useNavigate();
      const { search } = useLocation();
      useEffect(() => {
        if (been.at(-1) !== search) been.push(search); // effects of a first drawing come twice
      }, [search]);
      return <button onClick={() => void navigate(-1)}>the browser’s back</button>;
    };
    renderAt(
      '/merchant/influencers?page=9',
      'en',
      <>
        <AppRoutes />
        <Back />
      </>,
    );
    // A page that there is not is none to come back to.
    expect(await screen.findByText('Page 3 of 3')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Previous' }));
    expect(await screen.findByText('Page 2 of 3')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'the browser’s back' }));
    expect(await screen.findByText('Page 3 of 3')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'the browser’s back' }));
    expect(been).toEqual(['?page=9', '?page=3', '?page=2', '?page=3']);
  });

  test('an address beyond the last page leads to the last one', async () => {
    const server = stubServer({
      'GET /session': { body: merchantSession },
      'GET /rest/platforms': { body: [] },
      'GET /rest/influencers': ({ query }) =>
        Number(query.get('offset')) > 30
          ? { status: 416, body: { code: 'PGRST103' } }
          : { body: [influencer(500)], headers: { 'Content-Range': '24-29/30' } },
    });
    renderAt('/merchant/influencers?page=9');
    expect(await screen.findByRole('row', { name: /Creator 500/ })).toBeVisible();
    expect(await screen.findByText('Page 3 of 3')).toBeVisible();
    expect(server.to('GET /rest/influencers').at(-1)?.query.get('offset')).toBe('24');
  });

  test('the search waits until one has stopped typing', async () => {
    const server = serve([influencer(500)]);
    renderAt('/merchant/influencers');
    await userEvent.type(await screen.findByLabelText('Name or handle'), 'salma');
    await waitFor(() =>
      expect(server.to('GET /rest/influencers').at(-1)?.query.get('handles')).toBe('ilike.*salma*'),
    );
    expect(server.to('GET /rest/influencers').length).toBeLessThan(4);
  });

  test('who pauses while typing goes on in the same field; clearing the filters empties it', async () => {
    const server = serve([influencer(500)]);
    renderAt('/merchant/influencers');
    await userEvent.type(await screen.findByLabelText('Name or handle'), 'sal');
    await waitFor(() =>
      expect(server.to('GET /rest/influencers').at(-1)?.query.get('handles')).toBe('ilike.*sal*'),
    );
    await userEvent.keyboard('ma');
    await waitFor(() =>
      expect(server.to('GET /rest/influencers').at(-1)?.query.get('handles')).toBe('ilike.*salma*'),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(screen.getByLabelText('Name or handle')).toHaveValue('');
  });

  test('four can be chosen, not five', async () => {
    serve([1, 2, 3, 4, 5].map((number) => influencer(500 + number)));
    renderAt('/merchant/influencers');
    const boxes = await screen.findAllByRole('checkbox');
    for (const box of boxes.slice(0, 4)) await userEvent.click(box);
    expect(boxes[4]).toBeDisabled();
    expect(screen.getByText('4 creators to compare')).toBeVisible();
    const bar = within(screen.getByRole('complementary', { name: 'Compare' }));
    expect(bar.getByRole('link', { name: 'Compare' })).toHaveAttribute(
      'href',
      expect.stringContaining(uuid(501)),
    );
  });

  test('nobody found offers to clear the filters', async () => {
    serve([]);
    renderAt('/merchant/influencers?search=nobody');
    expect(await screen.findByText('No creator matches')).toBeVisible();
  });
});

describe('comparing', () => {
  const rows = [
    influencer(500, { followers: 100, average_views: null }),
    influencer(501, { followers: 300, average_views: 50 }),
    influencer(502, { followers: null, average_views: null }),
  ];

  test('the best is known only among the known', () => {
    expect(bestOf(rows, 'followers', String)).toBe(uuid(501));
    expect(bestOf(rows, 'average_views', String)).toBeNull();
    expect(
      bestOf([influencer(1, { followers: 5 }), influencer(2, { followers: 5 })], 'followers', String),
    ).toBeNull();
    // Written alike, neither is better for whoever reads it.
    const rates = [influencer(1, { engagement_rate: 4.1249 }), influencer(2, { engagement_rate: 4.1201 })];
    expect(bestOf(rates, 'engagement_rate', createFormatters('en-GB').rate)).toBeNull();
  });

  test('keeps the order of the address and marks the best in words', async () => {
    serve(rows);
    renderAt(`/merchant/compare?ids=${[502, 501, 500].map(uuid).join(',')},no-uuid`);
    const heads = await screen.findAllByRole('columnheader');
    expect(heads.map((head) => head.textContent)).toEqual([
      'C5Creator 502',
      'C5Creator 501',
      'C5Creator 500',
    ]);
    const followers = within(screen.getByRole('row', { name: /^Followers/ })).getAllByRole('cell');
    expect(followers.map((cell) => cell.textContent)).toEqual(['–not known', '300best', '100']);
  });

  test('marks figures that are old', async () => {
    const old = new Date(Date.now() - 9 * 86_400_000).toISOString();
    serve([influencer(500), influencer(501, { measured_at: old })]);
    renderAt(`/merchant/compare?ids=${[500, 501].map(uuid).join(',')}`);
    const cells = within(await screen.findByRole('row', { name: /^Last measured/ })).getAllByRole('cell');
    expect(cells.map((cell) => cell.dataset.stale)).toEqual(['false', 'true']);
  });

  test('says that one of the chosen is not visible any more, and frees the place', async () => {
    serve([influencer(500)]);
    renderAt(`/merchant/compare?ids=${[500, 501].map(uuid).join(',')}`);
    expect(await screen.findByText(/One of the chosen creators is not visible any more/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Remove from the comparison' }));
    await waitFor(() => expect(screen.queryByText(/not visible any more/)).not.toBeInTheDocument());
    expect(screen.getByRole('link', { name: 'Creator 500' })).toBeVisible();
  });

  test('who removes one by keyboard goes on at the beginning of the screen', async () => {
    serve([influencer(500), influencer(501)]);
    renderAt(`/merchant/compare?ids=${[500, 501].map(uuid).join(',')}`);
    const remove = await screen.findByRole('button', { name: 'Remove Creator 501' });
    remove.focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(remove).not.toBeInTheDocument());
    expect(screen.getByRole('main')).toHaveFocus();
  });

  test('a history of more days than one answer holds is read to its end', async () => {
    const measured = (back: number, followers_count: number) => ({
      user_id: uuid(500),
      connection_id: uuid(1500),
      platform: 'tiktok',
      day: new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10),
      followers_count,
      engagement_rate: 2,
    });
    serve([influencer(500)], 1, {
      'GET /rest/influencer_history': ({ query }) =>
        query.get('offset') === '10000'
          ? { body: [measured(1, 1250)], headers: { 'Content-Range': '10000-10000/*' } }
          : { body: [measured(2, 1200)], headers: { 'Content-Range': '0-9999/*' } },
    });
    renderAt(`/merchant/compare?ids=${uuid(500)}`);
    const cursor = await screen.findByRole('slider', { name: /Move through the chart/ });
    expect(cursor).toHaveAttribute('aria-valuetext', expect.stringContaining('1,250'));
  });

  test('a history that cannot be had says so', async () => {
    serve([influencer(500)], 1, { 'GET /rest/influencer_history': { status: 500 } });
    renderAt(`/merchant/compare?ids=${uuid(500)}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('This could not be loaded');
    expect(screen.getByRole('link', { name: 'Creator 500' })).toBeVisible();
  });

  test('where nobody of the chosen is visible says so, and frees the places', async () => {
    serve([]);
    renderAt(`/merchant/compare?ids=${[500, 501].map(uuid).join(',')}`);
    expect(await screen.findByText('2 of the chosen creators are not visible any more.')).toBeVisible();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Remove from the comparison' }));
    expect(await screen.findByText('Nobody is chosen yet')).toBeVisible();
  });

  test('with nobody chosen leads back to the list', async () => {
    serve([]);
    renderAt('/merchant/compare');
    expect(await screen.findByText('Nobody is chosen yet')).toBeVisible();
  });
});

test('from a profile, and from comparing, one comes back to the search one made', async () => {
  serve([influencer(500), influencer(501)]);
  renderAt('/merchant/influencers?search=salma');
  await userEvent.click(await screen.findByRole('link', { name: 'Creator 500' }));
  await userEvent.click(await screen.findByRole('link', { name: 'Back' }));
  expect(await screen.findByLabelText('Name or handle')).toHaveValue('salma');
  for (const box of await screen.findAllByRole('checkbox')) await userEvent.click(box);
  const bar = within(screen.getByRole('complementary', { name: 'Compare' }));
  await userEvent.click(bar.getByRole('link', { name: 'Compare' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Remove Creator 501' }));
  await userEvent.click(await screen.findByRole('link', { name: 'Choose creators' }));
  expect(await screen.findByLabelText('Name or handle')).toHaveValue('salma');
});

const [sample] = influencer(1).platforms as [PublicAccount];

describe('a profile', () => {
  test('gives definitions and the moment of measuring', async () => {
    serve([influencer(500)]);
    renderAt(`/merchant/influencers/${uuid(500)}`);
    expect(await screen.findByRole('heading', { name: 'Creator 500' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Verified by login' })).toHaveAccessibleDescription(
      /not from an estimate/,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Engagement rate' }));
    expect(screen.getByRole('tooltip')).toHaveTextContent('divided by followers');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('tooltip')).not.toBeInTheDocument();
  });

  test('tells two accounts of one platform apart in its chart', () => {
    const row = { user_id: uuid(1), platform: 'tiktok' as const, followers_count: 1, engagement_rate: 1 };
    const accounts = ['one', 'two'].map((handle) => ({ ...sample, connection_id: handle, handle }));
    const rows = ['one', 'two'].map((connection_id) => ({ ...row, connection_id, day: '2026-11-01' }));
    expect(linesOf(rows, 'followers_count', accounts).map(({ label }) => label)).toEqual([
      'TikTok @one',
      'TikTok @two',
    ]);
  });

  test('stays on the screen when asking for it again fails', async () => {
    let broken = false;
    const server = stubServer({
      'GET /session': { body: merchantSession },
      'GET /rest/influencers': () => (broken ? { status: 503 } : { body: [influencer(500)] }),
      'GET /rest/influencer_history': { body: [] },
    });
    renderAt(`/merchant/influencers/${uuid(500)}`);
    expect(await screen.findByRole('heading', { name: 'Creator 500' })).toBeVisible();
    broken = true;
    const asked = server.to('GET /rest/influencers').length;
    for (const kind of ['offline', 'online']) act(() => void window.dispatchEvent(new Event(kind)));
    await waitFor(() => expect(server.to('GET /rest/influencers').length).toBeGreaterThan(asked));
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(screen.getByRole('heading', { name: 'Creator 500' })).toBeVisible();
  });

  test('of somebody who is no longer visible says so', async () => {
    serve([]);
    renderAt(`/merchant/influencers/${uuid(9)}`);
    expect(await screen.findByText('This creator is not visible any more.')).toBeVisible();
  });
});
