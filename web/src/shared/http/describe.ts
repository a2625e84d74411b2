// Turns an error into a sentence that says what to do.
import type { Messages } from '../../i18n/messages';
import type { Formatters } from '../format/formatters';
import { ApiError, OfflineError } from './errors';

export function describeError(error: unknown, t: Messages, f: Formatters): string {
  if (error instanceof OfflineError) return t.common.errors.offlineBody;
  if (!(error instanceof ApiError)) return t.common.errors.unexpected;
  if (error.key === 'workers_not_running') return t.common.errors.workers;
  if (error.status === 429) return t.common.errors.tooMany(f.duration(error.retryAfterSeconds ?? 60));
  if (error.status >= 500 && !error.hint) return t.common.errors.unexpected;
  return [error.message, error.hint].filter(Boolean).join(' ');
}
