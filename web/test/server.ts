// Stands in for the server: answers by "METHOD /path", and keeps what it was asked.
import { vi } from 'vitest';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

type Handler = Answer | ((asked: Asked) => Answer | Promise<Answer>);

export function stubServer(handlers: Record<string, Handler>) {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, 'http://localhost');
    const request: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    asked.push(request);
    const handler = handlers[`${request.method} ${request.path}`];
    if (!handler) return new Response('{"message":"no such route"}', { status: 404 });
    const {
      status = 200,
      body = null,
      headers = {},
    } = typeof handler === 'function' ? await handler(request) : handler;
    return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
  });
  return {
    asked,
    /** The requests of one route, oldest first. */
    to: (route: string) => asked.filter(({ method, path }) => `${method} ${path}` === route),
  };
}
