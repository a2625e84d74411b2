// How answers are cached and when a failed question is asked again.
import { QueryClient } from '@tanstack/react-query';
import { sessionKey } from '../features/session/api';
import { onSignedOut } from '../shared/http/client';
import { ApiError } from '../shared/http/errors';

const attempts = 3;

/** Only what may pass by itself is asked again: the network, and a server that is overloaded or starting. */
function worthRetrying(failures: number, error: Error): boolean {
  if (failures >= attempts - 1) return false;
  return !(error instanceof ApiError) || error.status >= 500;
}

export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        retry: worthRetrying,
        staleTime: 10_000,
        networkMode: 'always',
        // Off by default in that mode, and what the offline banner promises.
        refetchOnReconnect: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  onSignedOut(() => client.setQueryData(sessionKey, null));
  return client;
}
