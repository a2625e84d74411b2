// Who is signed in. The token itself lives in an HttpOnly cookie, out of reach of this code.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../shared/http/client';
import { isSignedOut } from '../../shared/http/errors';

export type Role = 'influencer' | 'merchant' | 'admin';

export interface Session {
  sub: string;
  role: Role;
  /** Seconds since 1970. */
  exp: number;
  display_name: string | null;
}

export interface DemoPerson {
  name: string;
  role: Role;
  token: string;
  initials?: string;
}

export const sessionKey = ['session'];

export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return await get<Session>('/session', {}, signal);
      } catch (error) {
        if (isSignedOut(error)) return null;
        throw error;
      }
    },
    staleTime: 60_000,
    // Whoever comes back to this tab may have signed in as somebody else in another.
    refetchOnWindowFocus: 'always',
  });
}

/** Exchanges a bearer token, once, for the session cookie. */
export async function exchangeToken(token: string): Promise<void> {
  await send('POST', '/session', { headers: { Authorization: `Bearer ${token}` } });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: exchangeToken,
    onSuccess: () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
      return client.invalidateQueries({ queryKey: sessionKey });
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send('DELETE', '/session'),
    onSuccess: () => {
      client.setQueryData(sessionKey, null);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
    },
  });
}

/** The demo's people; null where this is not a demo. */
export function useDemoPeople(enabled: boolean) {
  return useQuery({
    queryKey: ['demo-people'],
    enabled,
    queryFn: async ({ signal }) => get<DemoPerson[]>('/demo/people.json', {}, signal).catch(() => null),
    staleTime: Infinity,
    gcTime: 0, // the list holds the demo's tokens: it is forgotten once the page is left
  });
}
