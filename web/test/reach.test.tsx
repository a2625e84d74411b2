// How a server that does not answer is asked again, and what follows once it does.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useReach } from '../src/shared/hooks/useReach';
import { get, reachOf } from '../src/shared/http/client';
import { type Answer, stubServer } from './server';

const away: Answer = { status: 503, body: { code: 'unavailable' } };
let answer: Answer | Promise<Answer>;
let server: ReturnType<typeof stubServer>;
let invalidated: ReturnType<typeof vi.spyOn>;

const probes = () => server.to('GET /rest/platforms').length;
const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));

function look(state: DocumentVisibilityState) {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

beforeEach(async () => {
  vi.useFakeTimers();
  // The middle of what chance leaves open.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  answer = away;
  server = stubServer({
    'GET /rest/stats': () => answer,
    'GET /rest/platforms': () => answer,
  });
  const client = new QueryClient();
  invalidated = vi.spyOn(client, 'invalidateQueries');
  renderHook(useReach, {
    wrapper: ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    ),
  });
  await act(() => get('/rest/stats').catch(() => null));
  expect(reachOf()).toBe('away');
});

afterEach(async () => {
  answer = { body: [] };
  await act(() => get('/rest/stats').catch(() => null));
  vi.useRealTimers();
});

test('it is asked more and more seldom, at least once a minute', async () => {
  const after: number[] = [];
  for (let second = 1; second <= 200; second += 1) {
    const before = probes();
    await pass(1);
    if (probes() > before) after.push(second);
  }
  expect(after).toEqual([5, 15, 35, 75, 135, 195]);
});

test('all is read anew once it answers, not in the same moment by everybody', async () => {
  await pass(5);
  answer = { body: [] };
  await pass(10);
  expect(reachOf()).toBe('answers');
  expect(invalidated).not.toHaveBeenCalled();
  await pass(1.5);
  expect(invalidated).toHaveBeenCalledOnce();
  await pass(100);
  expect(probes()).toBe(2);
});

test('a refusal is an answer', async () => {
  answer = { status: 403, body: { code: 'forbidden' } };
  await pass(5);
  expect(reachOf()).toBe('answers');
});

test('a question is waited for before the next is asked', async () => {
  const limit = vi.spyOn(AbortSignal, 'timeout');
  let give: (late: Answer) => void = () => undefined;
  answer = new Promise<Answer>((resolve) => (give = resolve));
  await pass(60);
  look('visible');
  expect(probes()).toBe(1);
  expect(limit).toHaveBeenCalledExactlyOnceWith(10_000);
  give(away);
  await pass(0);
  await pass(10);
  expect(probes()).toBe(2);
});

test('nobody who looks away asks, and who looks again does so at once', async () => {
  look('hidden');
  await pass(600);
  expect(probes()).toBe(0);
  look('visible');
  expect(probes()).toBe(1);
});
