import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { noTrouble } from '../src/features/operations/api';
import { findingsOf, type Watched } from '../src/features/operations/findings';
import type { Health, Job, OutboxItem } from '../src/features/operations/types';
import { get, reachOf, watchReach } from '../src/shared/http/client';
import { renderAt } from './render';
import { job, operatorSession, uuid, worker } from './samples';
import { stubServer } from './server';

const objective = (ok: boolean | null) => ({
  objective: 'sync_success_percent',
  value: 91.4,
  target: 95,
  ok,
});
const checkedAt = Date.parse('2026-11-23T08:00:00Z');
const health: Health = {
  ...noTrouble,
  objectives: [objective(true)],
  checked_at: new Date(checkedAt).toISOString(),
};
const beat = (secondsAgo: number) => new Date(checkedAt - secondsAgo * 1000).toISOString();
const sign = worker({ heartbeat_at: beat(1) });
const well: Watched = {
  health,
  workers: [sign],
  paused: [],
  jobs: [job({ next_run_at: beat(-3600) })],
};
/** By the clock of the server, which is days from the one of this machine. */
const inAnHour = beat(-5_400);
const mail: OutboxItem = {
  id: 0,
  kind: 'weekly_report',
  recipient: 's…@example.com',
  status: 'sent',
  attempts: 1,
  created_at: new Date().toISOString(),
  sent_at: null,
  next_attempt_at: null,
  last_error: null,
};
const paused = {
  platform: 'tiktok' as const,
  app: 'default',
  paused_until: '2026-11-22T14:20:00Z',
  reason: 'TikTok: nothing is right (invalid_client); correct it',
  reason_code: 'invalid_client',
};

describe('findings', () => {
  const kinds = (changes: Partial<Watched>) => findingsOf({ ...well, ...changes }).map(({ kind }) => kind);

  test('none when all is well; what cannot be measured yet is no failure', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ health: { ...health, objectives: [objective(null)] } })).toEqual([]);
  });

  test('every kind, the gravest first', () => {
    expect(
      kinds({
        health: {
          ...health,
          objectives: [objective(false)],
          enabled: false,
          parked: true,
          parked_reason: 'r',
          parked_cause: 'copy',
          key_problem: 'it is not there',
          accounts_overdue: 3,
          other_trouble: 'No partition is ahead.',
          mails_overdue: 2,
          mails_given_up: 1,
        },
        workers: [
          worker({ backend_type: 'pg_social scheduler', heartbeat_at: '2026-01-01T00:00:00Z' }),
          worker({ backend_type: 'pg_social launcher', pid: null, state: 'not running' }),
        ],
        paused: [paused],
        jobs: [job({ last_status: 'failed' })],
      }),
    ).toEqual([
      'disabled',
      'parked',
      'keyProblem',
      'noWorker',
      'notRunning',
      'silentWorker',
      'paused',
      'overdue',
      'objective',
      'jobFailed',
      'otherTrouble',
      'mailsOverdue',
      'mailsGivenUp',
    ]);
  });

  test('a job that is paused, or due for minutes without starting', () => {
    const due = (next_run_at: string, changes: Partial<Job> = {}) =>
      kinds({ jobs: [job({ next_run_at, ...changes })] });
    expect(due('2026-11-23T07:56:00Z')).toEqual([]);
    expect(due('2026-11-23T07:54:00Z')).toEqual(['jobLate']);
    expect(due('2026-11-23T07:54:00Z', { last_status: 'running' })).toEqual([]);
    expect(due('2026-11-23T07:54:00Z', { paused: true })).toEqual(['jobPaused']);
  });

  test('a worker is silent when two signs are missing, by the clock of the server', () => {
    const after = (seconds: number, backend_type = 'pg_social sync worker') =>
      kinds({ workers: [sign, worker({ backend_type, heartbeat_at: beat(seconds) })] });
    expect(after(149)).toEqual([]);
    expect(after(151)).toEqual(['silentWorker']);
    expect(after(151, 'pg_social scheduler')).toEqual(['silentWorker']);
  });

  test('a worker that does not run is none, whatever it did last', () => {
    const stopped = worker({ pid: null, state: 'not running', note: 'no free slot in max_worker_processes' });
    expect(kinds({ workers: [stopped, stopped] })).toEqual(['noWorker']);
    expect(kinds({ workers: [sign, stopped] })).toEqual(['notRunning']);
    expect(kinds({ workers: [sign, worker({ state: 'starting' })] })).toEqual(['notRunning']);
  });

  test('processes that give no sign but their start are not silent', () => {
    for (const backend_type of ['pg_social launcher', 'pg_social job worker']) {
      expect(kinds({ workers: [sign, worker({ backend_type, heartbeat_at: beat(86_400) })] })).toEqual([]);
    }
  });
});

function serve(more: Parameters<typeof stubServer>[0] = {}) {
  const none = { body: [], headers: { 'Content-Range': '*/0' } };
  return stubServer({
    'GET /session': { body: operatorSession },
    'POST /rest/rpc/health': { body: health },
    'POST /rest/rpc/worker_status': { body: [worker()] },
    'POST /rest/rpc/sync_progress': { body: { running: false } },
    'GET /rest/jobs': { body: [job()] },
    'GET /rest/paused_platforms': none,
    'GET /rest/failures': none,
    'GET /rest/budgets': none,
    'GET /rest/expiring': none,
    'GET /rest/outbox': none,
    'GET /rest/sync_logs': none,
    ...more,
  });
}

describe('the overview', () => {
  test('says at the top that all is well', async () => {
    serve();
    renderAt('/operator');
    expect(await screen.findByRole('heading', { name: 'All is well' })).toBeVisible();
  });

  test('says at the top what is not, and can resume a platform', async () => {
    const server = serve({
      'POST /rest/rpc/health': {
        body: {
          ...health,
          objectives: [objective(false)],
          parked: true,
          parked_reason: 'restored',
          parked_cause: 'copy',
        },
      },
      'GET /rest/paused_platforms': { body: [paused] },
      'POST /rest/rpc/resume_platform': { status: 204 },
    });
    renderAt('/operator');
    expect(await screen.findByRole('heading', { name: '3 things need attention' })).toBeVisible();
    expect(screen.getByText(/Workers are parked.*This database is a copy/)).toBeVisible();
    expect(screen.getByText('restored')).toBeVisible();
    expect(screen.getByText(/Syncs that succeed: 91.4%, the objective is 95%/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Resume TikTok' }));
    await waitFor(() =>
      expect(server.to('POST /rest/rpc/resume_platform')[0]?.body).toEqual({ platform: 'tiktok' }),
    );
  });

  test('does not claim that workers run which do not, nor that mails arrive which were given up', async () => {
    serve({
      'POST /rest/rpc/worker_status': {
        body: [1, 2].map(() =>
          worker({
            pid: null,
            state: 'not running',
            activity: 'waiting for accounts that are due',
            note: 'no free slot in max_worker_processes',
          }),
        ),
      },
      'POST /rest/rpc/health': {
        body: {
          ...health,
          accounts_overdue: 4,
          mails_overdue: 1000,
          mails_given_up: 1,
          mail_error: '550 sender address rejected',
        },
      },
      'GET /rest/outbox': {
        body: [
          { ...mail, id: 1, status: 'gave_up', last_error: '550 sender address rejected' },
          {
            ...mail,
            id: 2,
            status: 'retrying',
            attempts: 0,
            last_error: 'no route',
            next_attempt_at: inAnHour,
          },
          // Due, and nobody knows when the mail server can be used.
          { ...mail, id: 3, status: 'retrying', last_error: 'no server', next_attempt_at: null },
        ],
      },
    });
    renderAt('/operator');
    expect(await screen.findByRole('heading', { name: '4 things need attention' })).toBeVisible();
    expect(screen.getByText(/No sync worker is running/)).toBeVisible();
    expect(screen.getByText(/4 active accounts are overdue/)).toBeVisible();
    expect(screen.getByText(/1,000 mails or more have been waiting for more than an hour/)).toBeVisible();
    expect(screen.getByText(/1 mail was given up in the last day/)).toBeVisible();
    const workers = within(screen.getByRole('region', { name: 'Workers' }));
    expect(workers.getAllByText('not running')).toHaveLength(2);
    expect(workers.queryByText(/waiting for accounts/)).not.toBeInTheDocument();
    const outbox = within(screen.getByRole('region', { name: 'Outbox' }));
    expect(await outbox.findByText('given up')).toBeVisible();
    expect(outbox.getByText('550 sender address rejected').tagName).toBe('Q');
    expect(outbox.getByText('no route').tagName).toBe('Q');
    expect(outbox.getAllByText(/next attempt/).map((next) => next.textContent)).toEqual([
      'next attempt in 1 hour',
    ]);
  });

  test('does not claim objectives as met that nothing was measured for', async () => {
    serve({ 'POST /rest/rpc/health': { body: { ...health, objectives: [objective(null)] } } });
    renderAt('/operator');
    expect(await screen.findByText(/1 objective has nothing to measure yet/)).toBeVisible();
    expect(screen.queryByText(/Objectives are met/)).not.toBeInTheDocument();
  });

  test('does not go on saying that all is well once the server has stopped answering', async () => {
    let down = false;
    serve({
      'POST /rest/rpc/health': () => (down ? { status: 503, body: { message: 'down' } } : { body: health }),
      'POST /rest/rpc/run_job': { status: 204 },
    });
    renderAt('/operator');
    expect(await screen.findByRole('heading', { name: 'All is well' })).toBeVisible();
    down = true;
    await userEvent.click(screen.getByRole('button', { name: 'Run now' }));
    expect(
      await screen.findByRole('heading', { name: 'Not known right now' }, { timeout: 20_000 }),
    ).toBeVisible();
    expect(screen.queryByText('All is well')).not.toBeInTheDocument();
  });

  test('while nothing answers the banner stays, and asking does not chase itself', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const answered = serve({});
    const told: string[] = [];
    const stop = watchReach(() => told.push(reachOf()));
    renderAt('/operator');
    expect(await screen.findByRole('heading', { name: 'All is well' })).toBeVisible();
    const answers = globalThis.fetch;
    const asked = vi.fn(() => Promise.resolve(new Response('{"code":"unavailable"}', { status: 503 })));
    vi.stubGlobal('fetch', asked);
    act(() => void document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    expect(
      await screen.findByRole('heading', { name: 'Not known right now' }, { timeout: 20_000 }),
    ).toBeVisible();
    expect(screen.getByText(/service does not answer at the moment/)).toBeVisible();
    expect(told).toEqual(['away']);
    expect(asked.mock.calls.length).toBeLessThan(2 * answered.asked.length);
    stop();
    vi.stubGlobal('fetch', answers);
    await get('/rest/platforms').catch(() => null);
  });

  test('a paused job is in plain sight and can be resumed there', async () => {
    const server = serve({
      'GET /rest/jobs': { body: [job({ paused: true, next_run_at: null })] },
      'POST /rest/rpc/resume_job': { status: 204 },
    });
    renderAt('/operator');
    expect(await screen.findByText(/The job “Sync every account” is paused/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Resume Sync every account' }));
    await waitFor(() =>
      expect(server.to('POST /rest/rpc/resume_job')[0]?.body).toEqual({
        name: 'sync_all_active_connections',
      }),
    );
  });

  test('understands health as a plain list of objectives', async () => {
    serve({ 'POST /rest/rpc/health': { body: [objective(true)] } });
    renderAt('/operator');
    expect(await screen.findByText('Syncs that succeed')).toBeVisible();
    expect(screen.getByText('met')).toBeVisible();
  });

  test('shows the run in progress', async () => {
    serve({
      'POST /rest/rpc/sync_progress': {
        body: [{ running: true, total: 400, done: 100, failed: 0, rate_per_second: 900, seconds_left: 90 }],
      },
    });
    renderAt('/operator');
    const bar = await screen.findByRole('progressbar', { name: 'Progress of the run' });
    expect(bar).toHaveAttribute('aria-valuenow', '25');
    expect(screen.getByText('100 of 400 accounts')).toBeVisible();
    expect(screen.getByText('none failed')).toBeVisible();
  });

  test('a run is not done before all of it is, and its end may be unknown', async () => {
    serve({
      'POST /rest/rpc/sync_progress': {
        body: [{ running: true, total: 1000, done: 999, failed: 0, rate_per_second: 0, seconds_left: null }],
      },
    });
    renderAt('/operator');
    expect(await screen.findByText('99%')).toBeVisible();
    expect(screen.queryByText(/left/)).toBeNull();
  });

  test('an objective is shown to the decimals that it is judged by', async () => {
    serve({
      'POST /rest/rpc/health': {
        body: [
          { objective: 'mean_sync_seconds', value: 4.96, target: 5, ok: true },
          { objective: 'expired_percent', value: 0.96, target: 1, ok: true },
        ],
      },
    });
    renderAt('/operator');
    expect(await screen.findByText('4.96 s')).toBeVisible();
    expect(screen.getByText('0.96%')).toBeVisible();
  });

  test('runs and pauses a job', async () => {
    const server = serve({ 'POST /rest/rpc/run_job': {}, 'POST /rest/rpc/pause_job': {} });
    renderAt('/operator');
    const row = within(await screen.findByRole('article', { name: 'Sync every account' }));
    await userEvent.click(row.getByRole('button', { name: 'Run now' }));
    expect(await screen.findByText('Sync every account was started.')).toBeVisible();
    await userEvent.click(row.getByRole('button', { name: 'Pause' }));
    await waitFor(() =>
      expect(server.to('POST /rest/rpc/pause_job')[0]?.body).toEqual({ name: 'sync_all_active_connections' }),
    );
  });

  test('a grant that ends within a day, or has ended, tells it in hours', async () => {
    // By the clock of the server.
    const hours = (ahead: number) => new Date(checkedAt + ahead * 3_600_000 + 60_000).toISOString();
    const grant = { platform: 'instagram', platform_username: 'salma' };
    serve({
      'GET /rest/expiring': {
        body: [
          { ...grant, connection_id: uuid(1), expires_at: hours(-30), days_until_expiry: -2 },
          { ...grant, connection_id: uuid(2), expires_at: hours(5), days_until_expiry: 0 },
          { ...grant, connection_id: uuid(3), expires_at: hours(50), days_until_expiry: 2 },
        ],
      },
    });
    renderAt('/operator');
    const grants = within(await screen.findByRole('region', { name: 'Grants about to end' }));
    expect(await grants.findByText('1 day ago')).toBeVisible();
    expect(grants.getByText('in 5 hours')).toBeVisible();
    expect(grants.getByText('2 days')).toBeVisible();
  });

  test('of several apps of a platform each budget names its own', async () => {
    const budget = { platform: 'instagram', reach: 'account', calls_last_hour: 16, resets_at: null };
    serve({
      'GET /rest/budgets': {
        body: [
          { ...budget, app: 'default', used_percent: 10 },
          { ...budget, app: 'second', used_percent: 80 },
        ],
      },
    });
    renderAt('/operator');
    const budgets = within(await screen.findByRole('region', { name: 'Request budgets' }));
    expect(await budgets.findByText('Instagram')).toBeVisible();
    expect(budgets.getByText('Instagram · second')).toBeVisible();
    expect(budgets.getByLabelText('Budget of Instagram · second used')).toBeInTheDocument();
  });

  test('one failing part hides no other', async () => {
    serve({ 'GET /rest/budgets': { status: 500, body: {} } });
    renderAt('/operator');
    expect(await screen.findByRole('heading', { name: 'All is well' })).toBeVisible();
    const budgets = screen.getByRole('region', { name: 'Request budgets' });
    expect(await within(budgets).findByRole('alert')).toBeVisible();
  });

  test('tells every cause in the reader’s language, the server’s own words as a quotation', async () => {
    const english = 'Instagram: unknown client (101); correct it';
    const failure = { platform: 'instagram', connections: 3, last_at: '2026-11-22T08:00:00Z' };
    serve({
      'POST /rest/rpc/health': {
        body: {
          ...health,
          parked: true,
          parked_reason: 'Parked by park_workers().',
          parked_cause: 'by_hand',
        },
      },
      'POST /rest/rpc/worker_status': {
        body: [
          worker({ activity: 'waiting for accounts that are due' }),
          worker({ backend_type: 'pg_social job worker', pid: 2, activity: 'cleanup_old_logs', note: 'odd' }),
        ],
      },
      'GET /rest/paused_platforms': { body: [{ ...paused, reason: english, reason_code: '101' }] },
      'GET /rest/jobs': {
        body: [job({ last_status: 'failed', last_error: 'lock timeout', last_error_code: '55P03' })],
      },
      'GET /rest/failures': {
        body: [
          { ...failure, error_code: '190/458', connection_status: 'revoked', sample_message: english },
          { ...failure, error_code: 'brand_new', connection_status: 'error', sample_message: null },
        ],
      },
    });
    renderAt('/operator', 'fr');
    expect(await screen.findByText(/Quelqu’un a appelé park_workers/)).toBeVisible();
    expect(screen.getAllByText(/Notre propre réglage avec TikTok n’est pas bon/)[0]).toBeVisible();
    expect(screen.getAllByText(/Autre chose a tenu les mêmes données trop longtemps/)[0]).toBeVisible();
    expect(
      await screen.findByText(/Notre accès a été retiré dans les réglages du compte sur Instagram/),
    ).toBeVisible();
    expect(screen.getByText(/La cause n’est pas connue/)).toBeVisible();
    expect(screen.getByText('attend les prochains comptes à mesurer')).toBeVisible();
    expect(
      within(screen.getByRole('region', { name: 'Processus' })).getByText('Nettoyer les anciens journaux'),
    ).toBeVisible();
    for (const words of [english, 'Parked by park_workers().', 'lock timeout', 'odd']) {
      for (const shown of screen.getAllByText(words)) {
        expect(shown.tagName).toBe('Q');
        expect(shown).toHaveAttribute('lang', 'en');
      }
    }
  });

  test('where no account counts as failing, single failed syncs are one step away', async () => {
    serve({ 'POST /rest/rpc/health': { body: { ...health, objectives: [objective(false)] } } });
    renderAt('/operator');
    const panel = within(await screen.findByRole('region', { name: 'Failures by cause' }));
    expect(await panel.findByText('No account is expired, revoked or in error.')).toBeVisible();
    const missed = (await screen.findByText(/Syncs that succeed: 91.4%/)).closest('li') as HTMLElement;
    for (const place of [panel, within(missed)]) {
      expect(place.getByRole('link', { name: 'Failed syncs in the log' })).toHaveAttribute(
        'href',
        '/operator/sync-log?status=failed',
      );
    }
  });

  test('failures lead to their part of the log', async () => {
    serve({
      'GET /rest/failures': {
        body: [
          {
            platform: 'tiktok',
            error_code: 'rate_limited',
            connection_status: 'active',
            connections: 214,
            last_at: null,
            sample_message: 'm',
          },
        ],
      },
    });
    renderAt('/operator');
    const link = await screen.findByRole('link', { name: /log of TikTok, rate_limited/ });
    expect(link).toHaveAttribute('href', '/operator/sync-log?platform=tiktok&cause=rate_limited');
  });
});
