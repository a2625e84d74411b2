// How answers are cached and when a failed question is asked again.
import { QueryClient } from '@tanstack/react-query';
import { choose } from '../features/influencers/choice';
import { type Session, sessionKey } from '../features/session/api';
import { onSignedOut } from '../shared/http/client';
import { ApiError } from '../shared/http/errors';

const attempts = 3;

/** Only what may pass by itself is asked again: the network, and a server that is overloaded or starting. */
function worthRetrying(failures: number, error: Error): boolean {
  if (failures >= attempts - 1) return false;
  return !(error instanceof ApiError) || error.status >= 500;
}

/** Somebody else may sign in from another tab: nothing of who was here before stays on the screen or in the cache. */
function forgetFormerUser(client: QueryClient): void {
  let present: string | undefined;
  client.getQueryCache().subscribe(({ query: { queryKey } }) => {
    if ((queryKey as unknown[])[0] !== sessionKey[0]) return;
    const session = client.getQueryData<Session | null>(sessionKey);
    if (!session) return;
    const user = `${session.role} ${session.sub}`;
    if (user === present) return;
    const former = present;
    present = user;
    if (!former) return;
    choose([]);
    void client.resetQueries({ predicate: (other) => other.queryKey[0] !== sessionKey[0] });
  });
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
  forgetFormerUser(client);
  return client;
}
