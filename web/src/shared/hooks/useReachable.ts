// Whether the server answers. While it does not, it is asked again every few seconds; once it does, so are all questions.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { isReachable, send, watchReachable } from '../http/client';

const askAgainMilliseconds = 5_000;

export function useReachable(): boolean {
  const reachable = useSyncExternalStore(watchReachable, isReachable);
  const client = useQueryClient();
  useEffect(() => {
    if (reachable) return;
    const timer = setInterval(() => void send('GET', '/session').catch(() => null), askAgainMilliseconds);
    return () => {
      clearInterval(timer);
      void client.invalidateQueries();
    };
  }, [reachable, client]);
  return reachable;
}
