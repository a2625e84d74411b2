// The operators' log of syncs: its filters, and rows that lack what is erased.
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { readLogFilters, toLogQuery } from '../src/features/operations/logFilters';
import { renderAt } from './render';
import { operatorSession, uuid } from './samples';
import { type Answer, stubServer } from './server';

function serveLog(answer: Answer) {
  return stubServer({ 'GET /session': { body: operatorSession }, 'GET /rest/sync_logs': answer });
}

test('filters become a query', () => {
  const filters = readLogFilters(new URLSearchParams(`status=failed&type=made_up&platform=tiktok`));
  expect(filters).toMatchObject({ status: 'failed', type: '', platform: 'tiktok' });
  expect(toLogQuery(filters, 25)).toMatchObject({ sync_status: 'eq.failed', sync_type: '', user_id: '' });
  expect(toLogQuery({ ...filters, user: uuid(1) }, 25).user_id).toBe(`eq.${uuid(1)}`);
});

test.each(['amina.benali@demo.example', uuid(1).slice(1)])(
  'what is no user’s id is said and shows nobody’s log: %s',
  async (user) => {
    const server = serveLog({ body: [], headers: { 'Content-Range': '*/653' } });
    renderAt(`/operator/sync-log?user=${user}`);
    const field = await screen.findByLabelText('User id');
    expect(field).toBeInvalid();
    expect(field).toHaveAccessibleDescription('a whole id (uuid)');
    expect(screen.getByText(/is no user’s id/)).toBeVisible();
    expect(screen.queryByText(/653/)).not.toBeInTheDocument();
    expect(server.to('GET /rest/sync_logs')).toHaveLength(0);
    await userEvent.clear(field);
    expect(await screen.findByText('653 results')).toBeVisible();
    expect(field).toBeValid();
  },
);

test('shows rows of erased accounts too', async () => {
  serveLog({
    body: [
      {
        id: 1,
        connection_id: null,
        user_id: null,
        platform: 'tiktok',
        platform_username: null,
        sync_type: 'scheduled',
        sync_status: 'failed',
        error_code: 'token_revoked',
        error_message: 'Withdrawn.',
        errors_encountered: [],
        posts_fetched: null,
        duration_ms: 0,
        api_calls_made: null,
        started_at: '2026-11-22T08:00:00Z',
      },
    ],
    headers: { 'Content-Range': '0-0/1' },
  });
  renderAt('/operator/sync-log');
  expect(await screen.findByText('erased account')).toBeVisible();
  expect(screen.getByText('0 ms')).toBeVisible();
  expect(screen.getByText('Withdrawn.').tagName).toBe('Q');
});
