// The server's time, of which signs of life, attempts and due times are; the browser's may be minutes off.
import { useNow } from '../../shared/hooks/useNow';
import { useHealth } from './api';

export function useServerNow(): number {
  const now = useNow();
  const health = useHealth();
  return health.data ? now + Date.parse(health.data.checked_at) - health.dataUpdatedAt : now;
}
