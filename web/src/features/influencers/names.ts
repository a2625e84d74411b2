// What a creator is called: the chosen name, else the best-known handle.
import { formatHandle } from '../../shared/platforms';
import type { Influencer } from './api';

export function nameOf(influencer: Influencer): string {
  const handle = influencer.platforms[0]?.handle;
  return influencer.display_name ?? (handle ? formatHandle(handle) : influencer.user_id);
}
