// What a call can end with besides an answer. Screens decide by `status` and `key`, never by the text.
export interface ErrorBody {
  code?: string | null;
  message?: string | null;
  details?: string | null;
  hint?: string | null;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly details: string | null;
  readonly hint: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, body: ErrorBody, retryAfterSeconds: number | null = null) {
    super(body.message ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code ?? null;
    this.details = body.details ?? null;
    this.hint = body.hint ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The service did not answer itself: its web server says so, or another proxy, which knows no codes of ours. */
  get isAway(): boolean {
    return this.code === 'unavailable' || (this.code === null && [502, 503, 504].includes(this.status));
  }

  /** The machine-readable word that `details` begins with, such as `state_expired`. */
  get key(): string | null {
    return /^([a-z_]+)(?=$|[:\s])/.exec(this.details ?? '')?.[1] ?? null;
  }
}

/** The request never reached the server: no network, or the server is down. */
export class OfflineError extends Error {
  constructor() {
    super('The server cannot be reached');
    this.name = 'OfflineError';
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}
