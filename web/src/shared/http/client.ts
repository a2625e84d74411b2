// The one place that calls the server. By default the browser's HttpOnly cookie authenticates;
// a host application may hand over a function that returns its bearer token instead.
import { ApiError, type ErrorBody, OfflineError } from './errors';

export interface ClientSettings {
  /** Address the API lives under, without a trailing slash; empty for the page's own origin. */
  baseUrl: string;
  /** Returns the host application's bearer token; without it the session cookie is used. */
  getToken?: (() => string | Promise<string>) | undefined;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

interface RequestOptions {
  query?: Query | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

export interface Page<Row> {
  rows: Row[];
  total: number;
}

let settings: ClientSettings = { baseUrl: '' };
const signedOutListeners = new Set<() => void>();
/** Away: the web server is there, and what it stands before is not, as while the database starts anew. */
export type Reach = 'answers' | 'away' | 'unreachable';
let reach: Reach = 'answers';
const reachListeners = new Set<() => void>();

export function configureClient(next: ClientSettings): void {
  settings = { ...next, baseUrl: next.baseUrl.replace(/\/$/, '') };
}

/** Calls `listener` whenever the server says that nobody is signed in; returns how to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** Whether the last request was answered, well or not, and by the service itself. */
export function reachOf(): Reach {
  return reach;
}

export function watchReach(listener: () => void): () => void {
  reachListeners.add(listener);
  return () => reachListeners.delete(listener);
}

function noteReach(now: Reach): void {
  if (now === reach) return;
  reach = now;
  for (const listener of reachListeners) listener();
}

interface Answered {
  method: string;
  path: string;
  status: number;
  error?: ApiError;
  signal?: AbortSignal | undefined;
}

/** What the web server answers by itself tells nothing of the service: files, the end of a session, too many requests. */
function noteAnswer({ method, path, status, error, signal }: Answered): void {
  if (path.startsWith('/demo/') || `${method} ${path}` === 'DELETE /session' || status === 429) return;
  // Who has cancelled a call asks no longer, and what still comes of it tells of a while ago.
  if (signal?.aborted) return;
  // Calls that wait have a process of their own: that figures cannot be read, or can again, is told by reading them.
  if (error?.isAway && method !== 'GET') return;
  noteReach(error?.isAway ? 'away' : 'answers');
}

export function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

/** The network may go while the answer is read: then nobody knows what it said. */
async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    noteReach('unreachable');
    throw new OfflineError();
  }
}

export async function jsonOf<Answer>(response: Response): Promise<Answer> {
  return JSON.parse(await textOf(response)) as Answer;
}

async function readError(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('Retry-After'));
  const body = (await response.json().catch(() => ({}))) as ErrorBody | null;
  return new ApiError(response.status, body ?? {}, retryAfter > 0 ? retryAfter : null);
}

export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json', ...options.headers });
  // Another site cannot set this header without asking: it is what protects cookie calls from forgery.
  if (method !== 'GET') headers.set('X-Requested-With', 'pg_social');
  if (options.body !== undefined) headers.set('Content-Type', 'application/json');
  if (settings.getToken) headers.set('Authorization', `Bearer ${await settings.getToken()}`);

  let response: Response;
  try {
    response = await fetch(`${settings.baseUrl}${path}${queryString(options.query)}`, {
      method,
      headers,
      credentials: settings.getToken ? 'omit' : 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    noteReach('unreachable');
    throw new OfflineError();
  }
  const answered = { method, path, status: response.status, signal: options.signal };
  if (response.ok) {
    noteAnswer(answered);
    return response;
  }
  const error = await readError(response);
  noteAnswer({ ...answered, error });
  if (error.status === 401) for (const listener of signedOutListeners) listener();
  throw error;
}

export async function get<Row>(path: string, query?: Query, signal?: AbortSignal): Promise<Row> {
  const response = await send('GET', path, { query, signal });
  return await jsonOf<Row>(response);
}

/** One page of a list with the number of rows that match in all; of a list of millions that is 'estimated'. */
export async function getPage<Row>(
  path: string,
  query: Query,
  signal?: AbortSignal,
  count: 'exact' | 'estimated' = 'exact',
): Promise<Page<Row>> {
  let response: Response;
  try {
    response = await send('GET', path, { query, signal, headers: { Prefer: `count=${count}` } });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 416 && query.offset)) throw error;
    // Beyond the end of the list there is nothing; its beginning tells how long it is.
    return { rows: [], total: (await getPage<Row>(path, { ...query, offset: 0 }, signal, count)).total };
  }
  const rows = await jsonOf<Row[]>(response);
  const total = Number(response.headers.get('Content-Range')?.split('/')[1]);
  return { rows, total: Number.isFinite(total) ? total : rows.length };
}

/** As many as one answer holds (db-max-rows of deploy/postgrest): what goes beyond has to be asked for. */
const mostRows = 10_000;

/** All rows of a list, in the order of the query, which must leave no two rows equal. */
export async function getAll<Row>(path: string, query: Query, signal?: AbortSignal): Promise<Row[]> {
  const parts: Row[][] = [];
  for (let offset = 0; ; offset += mostRows) {
    const response = await send('GET', path, {
      query: { ...query, limit: mostRows, offset: offset || null },
      signal,
    });
    parts.push(await jsonOf<Row[]>(response));
    const range = /^(\d+)-(\d+)/.exec(response.headers.get('Content-Range') ?? '');
    if (!range || Number(range[2]) - Number(range[1]) + 1 < mostRows) return parts.flat();
  }
}

/** Calls a function of the API; functions without a result answer null. */
export async function call<Answer>(name: string, parameters: object = {}): Promise<Answer> {
  const response = await send('POST', `/rest/rpc/${name}`, { body: parameters });
  const text = await textOf(response);
  return (text ? JSON.parse(text) : null) as Answer;
}

/** Functions that return one row may answer an object or a list of one, depending on how they are declared. */
export function firstOf<Row>(answer: Row | Row[]): Row {
  return (Array.isArray(answer) ? answer[0] : answer) as Row;
}
