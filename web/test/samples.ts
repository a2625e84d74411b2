// Sample rows in the shapes of the REST API, each complete, to be changed where a test needs it.
import type { Connection } from '../src/features/connections/api';
import type { Measurement } from '../src/features/history/api';
import type { Influencer } from '../src/features/influencers/api';
import type { Job, Worker } from '../src/features/operations/types';

export const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const creatorSession = { sub: uuid(1), role: 'influencer', exp: 4e9, display_name: 'Salma Benali' };
export const merchantSession = { sub: uuid(2), role: 'merchant', exp: 4e9, display_name: 'Maison Atlas' };
export const operatorSession = { sub: uuid(3), role: 'admin', exp: 4e9, display_name: 'Nadia' };

export function connection(changes: Partial<Connection> = {}): Connection {
  return {
    id: uuid(100),
    platform: 'instagram',
    platform_username: 'salma.benali',
    platform_display_name: 'Salma Benali',
    profile_picture_url: null,
    profile_url: 'https://instagram.example/salma.benali',
    connection_status: 'active',
    connection_error: null,
    error_code: null,
    missing: null,
    missing_parts: null,
    connected_at: '2026-01-01T00:00:00Z',
    last_synced_at: new Date(Date.now() - 2 * 3_600_000).toISOString(),
    next_sync_at: null,
    token_expires_at: new Date(Date.now() + 41 * 86_400_000).toISOString(),
    days_until_expiry: 41,
    followers_count: 48230,
    followers_growth: 34,
    engagement_rate: 4.37,
    last_sync_status: 'success',
    syncing: false,
    sync_queued_for: null,
    ...changes,
  };
}

export function measurement(day: string, changes: Partial<Measurement> = {}): Measurement {
  return {
    connection_id: uuid(100),
    platform: 'instagram',
    platform_username: 'salma.benali',
    synced_at: `${day}T08:00:00Z`,
    followers_count: 1000,
    engagement_rate: 4,
    total_posts: 10,
    ...changes,
  };
}

export function influencer(number: number, changes: Partial<Influencer> = {}): Influencer {
  return {
    user_id: uuid(number),
    display_name: `Creator ${number}`,
    platforms: [
      {
        connection_id: uuid(1000 + number),
        platform: 'tiktok',
        handle: `creator${number}`,
        avatar: null,
        link: null,
        followers: 1000,
        engagement_rate: 2,
        average_views: null,
        growth_30_days: 10,
        measured_at: new Date(Date.now() - 3_600_000).toISOString(),
      },
    ],
    followers: 1000,
    engagement_rate: 2,
    average_views: null,
    growth_30_days: 10,
    growth_30_days_percent: 1,
    measured_at: new Date(Date.now() - 3_600_000).toISOString(),
    top_posts: [],
    ...changes,
  };
}

export function job(changes: Partial<Job> = {}): Job {
  return {
    job: 'sync_all_active_connections',
    schedule: '0 8 * * *',
    time_zone: 'Africa/Casablanca',
    paused: false,
    last_started_at: '2026-11-22T08:00:00Z',
    last_finished_at: '2026-11-22T08:03:00Z',
    last_status: 'succeeded',
    last_error: null,
    last_error_code: null,
    next_run_at: new Date(Date.now() + 3_600_000).toISOString(),
    ...changes,
  };
}

export function worker(changes: Partial<Worker> = {}): Worker {
  return {
    backend_type: 'pg_social sync worker',
    pid: 4121,
    state: 'running',
    activity: 'waiting',
    started_at: '2026-11-22T00:00:00Z',
    heartbeat_at: new Date().toISOString(),
    in_flight: 0,
    recorded: 0,
    failed: 0,
    cautious: false,
    note: null,
    ...changes,
  };
}
