// Whether the server answers. While it does not, it is asked again every few seconds; once it does, so are all questions.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { type Reach, reachOf, send, watchReach } from '../http/client';

const askAgainMilliseconds = 5_000;

export function useReach(): Reach {
  const reach = useSyncExternalStore(watchReach, reachOf);
  const client = useQueryClient();
  const answers = reach === 'answers';
  useEffect(() => {
    if (answers) return;
    const timer = setInterval(() => void send('GET', '/session').catch(() => null), askAgainMilliseconds);
    return () => {
      clearInterval(timer);
      void client.invalidateQueries();
    };
  }, [answers, client]);
  return reach;
}
