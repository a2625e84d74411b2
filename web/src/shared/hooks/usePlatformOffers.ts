// Which platforms this installation can connect: what one may choose from, everywhere.
import { useQuery } from '@tanstack/react-query';
import { get } from '../http/client';
import { allPlatforms, type Platform } from '../platforms';

export interface PlatformOffer {
  platform: Platform;
  connectable: boolean;
  scopes: string[] | null;
}

export function usePlatformOffers() {
  return useQuery({
    queryKey: ['platforms'],
    queryFn: ({ signal }) => get<PlatformOffer[]>('/rest/platforms', {}, signal),
    staleTime: Infinity,
  });
}

/** Platforms worth filtering by: the connectable ones, and the one that is chosen already. */
export function useFilterPlatforms(chosen: string): Platform[] {
  const { data } = usePlatformOffers();
  return allPlatforms.filter(
    (platform) =>
      platform === chosen || data?.some((offer) => offer.platform === platform && offer.connectable),
  );
}
