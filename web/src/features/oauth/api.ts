// Finishing a connect: the code goes to our server, which exchanges it; no secret ever reaches the browser.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../shared/http/client';
import type { Platform } from '../../shared/platforms';
import type { Connection } from '../connections/api';

export interface FacebookPage {
  id: string;
  name: string;
  picture_url?: string | null;
  followers_count?: number | null;
}

export type Completion =
  { connection: Partial<Connection> & Pick<Connection, 'id' | 'platform'> } | { pages: FacebookPage[] };

interface Request {
  platform: Platform;
  state: string;
  code: string;
  page_id?: string;
}

export function useCompleteOAuth() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: Request) => call<Completion>('complete_oauth', request),
    onSuccess: () => client.invalidateQueries(),
  });
}
