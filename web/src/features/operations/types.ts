// What the operator's views and functions answer.
import type { Platform } from '../../shared/platforms';
import type { MissingPart } from '../../shared/reasons/parts';

export interface Objective {
  objective: string;
  value: number | null;
  target: number;
  ok: boolean | null;
}

export interface Health {
  objectives: Objective[];
  enabled: boolean;
  parked: boolean;
  parked_reason: string | null;
  parked_cause: string | null;
  /** Why the workers cannot use the encryption key, in English. */
  key_problem: string | null;
  accounts_overdue: number;
  /** What else keeps jobs and tables from going on, in English. */
  other_trouble: string | null;
  /** Mails that have been waiting or failing for an hour. */
  mails_overdue: number;
  mails_given_up: number;
  mail_error: string | null;
  /** The server's time of this answer. */
  checked_at: string;
}

export interface RunProgress {
  running: boolean;
  sync_type: string | null;
  started_at: string | null;
  total: number | null;
  done: number | null;
  failed: number | null;
  rate_per_second: number | null;
  seconds_left: number | null;
}

export interface Worker {
  backend_type: string;
  pid: number | null;
  state: string | null;
  activity: string | null;
  started_at: string | null;
  heartbeat_at: string | null;
  in_flight: number | null;
  recorded: number | null;
  failed: number | null;
  cautious: boolean | null;
  note: string | null;
}

export interface Job {
  job: string;
  schedule: string;
  time_zone: string | null;
  paused: boolean;
  last_started_at: string | null;
  last_finished_at: string | null;
  last_status: string | null;
  last_error: string | null;
  last_error_code: string | null;
  next_run_at: string | null;
}

export interface PausedPlatform {
  platform: Platform;
  app: string;
  paused_until: string | null;
  reason: string | null;
  reason_code: string | null;
}

export interface Failure {
  platform: Platform;
  error_code: string | null;
  connection_status: string;
  connections: number;
  last_at: string | null;
  sample_message: string | null;
}

export interface ExpiringGrant {
  connection_id: string;
  platform: Platform;
  platform_username: string;
  expires_at: string;
  days_until_expiry: number;
}

export interface Budget {
  platform: Platform;
  app: string;
  reach: string | null;
  used_percent: number | null;
  calls_last_hour: number | null;
  resets_at: string | null;
}

export interface OutboxItem {
  id: number | string;
  kind: string;
  recipient: string | null;
  status: string;
  attempts: number | null;
  created_at: string;
  sent_at: string | null;
  next_attempt_at: string | null;
  last_error: string | null;
}

export interface LogRow {
  id: number | string;
  connection_id: string | null;
  user_id: string | null;
  platform: Platform;
  platform_username: string | null;
  sync_type: string;
  sync_status: string;
  error_code: string | null;
  error_message: string | null;
  errors_encountered: string[] | null;
  missing_parts: MissingPart[] | null;
  posts_fetched: number | null;
  duration_ms: number | null;
  api_calls_made: number | null;
  started_at: string;
}
