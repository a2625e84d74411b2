import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  call,
  configureClient,
  get,
  getAll,
  getPage,
  onSignedOut,
  queryString,
  reachOf,
  send,
} from '../src/shared/http/client';
import { ApiError, OfflineError } from '../src/shared/http/errors';
import { type Answer, stubServer } from './server';

afterEach(() => configureClient({ baseUrl: '' }));

describe('requests', () => {
  test('changes carry the header that other sites cannot set; reads do not need it', async () => {
    const server = stubServer({ 'POST /rest/rpc/begin_oauth': {}, 'GET /rest/stats': { body: [] } });
    await call('begin_oauth', { platform: 'tiktok' });
    await get('/rest/stats');
    expect(server.asked[0]?.headers.get('X-Requested-With')).toBe('pg_social');
    expect(server.asked[0]?.body).toEqual({ platform: 'tiktok' });
    expect(server.asked[1]?.headers.has('X-Requested-With')).toBe(false);
    expect(server.asked[1]?.headers.has('Authorization')).toBe(false);
  });

  test('a host’s token goes into the header, never into the address', async () => {
    const server = stubServer({ 'GET /rest/stats': { body: [] } });
    configureClient({ baseUrl: 'http://localhost/', getToken: () => 'host-token' });
    await get('/rest/stats', { platform: 'eq.tiktok' });
    expect(server.asked[0]?.headers.get('Authorization')).toBe('Bearer host-token');
    expect(server.asked[0]?.query.toString()).toBe('platform=eq.tiktok');
  });

  test('empty parameters are left out', () => {
    expect(queryString({ a: '', b: null, c: undefined, d: 0, e: false })).toBe('?d=0&e=false');
    expect(queryString({})).toBe('');
  });

  test('a page knows how many rows there are in all', async () => {
    stubServer({ 'GET /rest/influencers': { body: [1, 2], headers: { 'Content-Range': '0-1/134' } } });
    expect(await getPage('/rest/influencers', {})).toEqual({ rows: [1, 2], total: 134 });
  });

  test('a function without a result answers null', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 204 })));
    expect(await call('mark_notice_read', { id: 1 })).toBeNull();
  });
});

describe('errors', () => {
  test('carry the server’s words, the key and how long to wait', async () => {
    stubServer({
      'POST /api/social-media/sync': {
        status: 429,
        body: { code: 'PT429', message: 'Too many', details: 'scope_missing: a, b', hint: 'Wait' },
        headers: { 'Retry-After': '42' },
      },
    });
    const error = await send('POST', '/api/social-media/sync').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 429, message: 'Too many', hint: 'Wait', retryAfterSeconds: 42 });
    expect((error as ApiError).key).toBe('scope_missing');
  });

  test('a body that is not JSON is no second error', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 502 })));
    await expect(get('/rest/stats')).rejects.toMatchObject({ status: 502, message: 'HTTP 502' });
  });

  test('no network is told apart from a refusal', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(get('/rest/stats')).rejects.toBeInstanceOf(OfflineError);
  });

  test('the service is away when it says so, or a proxy in its place; by a refusal or a file it is not told', async () => {
    const away = { status: 503, body: { code: 'unavailable' } };
    const server: Record<string, Answer> = {
      'GET /rest/stats': {},
      'POST /rest/rpc/begin_oauth': { status: 503, body: { code: 'not_ready' } },
      'POST /rest/rpc/sync_connection': away,
      'GET /rest/posts': { status: 504, body: { code: 'wait_ran_out' } },
      'GET /demo/people.json': { body: [] },
      'DELETE /session': { status: 204 },
    };
    const after = async (method: string, path: string, answer = server[`${method} ${path}`]) => {
      stubServer({ [`${method} ${path}`]: answer ?? {} });
      await send(method, path).catch(() => null);
      return reachOf();
    };
    expect(await after('GET', '/rest/stats')).toBe('answers');
    expect(await after('GET', '/rest/stats', away)).toBe('away');
    // What nginx answers by itself tells nothing of what stands behind it.
    expect(await after('GET', '/demo/people.json')).toBe('away');
    expect(await after('DELETE', '/session')).toBe('away');
    expect(await after('GET', '/rest/stats', { status: 429, body: { code: 'too_many_requests' } })).toBe(
      'away',
    );
    expect(await after('GET', '/rest/posts')).toBe('answers');
    expect(await after('GET', '/rest/stats', { status: 502 })).toBe('away');
    // Calls that wait have a process of their own: whether figures can be read is told by reading them.
    expect(await after('POST', '/rest/rpc/sync_connection')).toBe('away');
    expect(await after('POST', '/rest/rpc/begin_oauth')).toBe('answers');
    expect(await after('POST', '/rest/rpc/sync_connection')).toBe('answers');
  });

  test('what comes of a call that was cancelled tells nothing', async () => {
    const reading = new AbortController();
    stubServer({
      'GET /rest/stats': () => {
        reading.abort();
        return { status: 503, body: { code: 'unavailable' } };
      },
    });
    await get('/rest/stats', {}, reading.signal).catch(() => null);
    expect(reachOf()).toBe('answers');
  });

  test('an answer that breaks off is none', async () => {
    const broken = () =>
      new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(broken())));
    await expect(get('/rest/stats')).rejects.toBeInstanceOf(OfflineError);
    await expect(getPage('/rest/stats', {})).rejects.toBeInstanceOf(OfflineError);
    await expect(getAll('/rest/stats', {})).rejects.toBeInstanceOf(OfflineError);
    await expect(call('set_preferences', {})).rejects.toBeInstanceOf(OfflineError);
    expect(reachOf()).toBe('unreachable');
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('[]')));
    expect(await get('/rest/stats')).toEqual([]);
    expect(reachOf()).toBe('answers');
  });

  test('a 401 tells whoever listens', async () => {
    stubServer({ 'GET /rest/stats': { status: 401, body: {} } });
    const listener = vi.fn();
    const stop = onSignedOut(listener);
    await get('/rest/stats').catch(() => undefined);
    stop();
    await get('/rest/stats').catch(() => undefined);
    expect(listener).toHaveBeenCalledOnce();
  });
});
