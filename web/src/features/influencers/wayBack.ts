// The way back to the list as one left it: its filters travel with the links, beside their addresses.
import { useLocation } from 'react-router';

const list = '/merchant/influencers';

interface FromList {
  filters?: string;
}

/** What a link to a profile or a comparison takes along. */
export function useFilters(): FromList {
  const here = useLocation();
  return here.pathname === list ? { filters: here.search } : ((here.state as FromList | null) ?? {});
}

export function useListAddress(): string {
  return list + (useFilters().filters ?? '');
}
