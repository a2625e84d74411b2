// Turns an error into a sentence that says what to do, in the reader's language: by its code, never by the server's text.
import type { Messages } from '../../i18n/messages';
import type { Formatters } from '../format/formatters';
import { ApiError, isSignedOut, OfflineError } from './errors';

/** Of a question, which is asked again by itself. */
export function describeError(error: unknown, t: Messages, f: Formatters): string {
  if (error instanceof OfflineError) return t.common.errors.offlineBody;
  if (!(error instanceof ApiError)) return t.common.errors.unexpected;
  if (isSignedOut(error)) return t.common.errors.signedOut;
  if (error.key === 'workers_not_running') return t.common.errors.workers;
  if (error.key === 'not_called') return t.common.errors.notCalled;
  if (error.status === 429) return t.common.errors.tooMany(f.duration(error.retryAfterSeconds ?? 60));
  const known = t.common.errors.codes[error.code ?? ''];
  if (known) return known;
  return error.status >= 500 ? t.common.errors.unexpected : t.common.errors.notAccepted;
}

/** Of a change that one asked for: it is not tried again, and without an answer nobody knows whether it was made. */
export function describeFailedChange(error: unknown, t: Messages, f: Formatters, failed = ''): string {
  if (error instanceof OfflineError) return t.common.errors.unanswered;
  return `${failed} ${describeError(error, t, f)}`.trim();
}
