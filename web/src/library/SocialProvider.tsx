// Around the library's screens: where the API is, who asks, in which language. Sits inside the host's router.
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { createQueryClient } from '../app/queryClient';
import type { Locale } from '../i18n/context';
import { I18nProvider } from '../i18n/I18nProvider';
import { configureClient } from '../shared/http/client';
import { ReachBanner } from '../shared/ui/ReachBanner';
import { ToastProvider } from '../shared/ui/Toasts';
import { subjectOf } from './subject';

export interface SocialProviderProps {
  /** Where nginx serves pg_social; empty for the page's own origin. */
  baseUrl?: string;
  /** Returns the host's bearer token. Leave it out to use the session cookie (see exchangeToken). */
  getToken?: () => string | Promise<string>;
  locale?: Locale;
  children: ReactNode;
}

type GetToken = NonNullable<SocialProviderProps['getToken']>;

/** The host may sign somebody else in: from the first of their tokens on nothing of who was there before is shown. */
function watchSubject(client: QueryClient) {
  let present: string | null = null;
  return (getToken: GetToken) => async () => {
    const token = await getToken();
    const former = present;
    present = subjectOf(token);
    if (former !== null && former !== present) void client.resetQueries();
    return token;
  };
}

export function SocialProvider({ baseUrl = '', getToken, locale = 'fr', children }: SocialProviderProps) {
  const [{ client, watched }] = useState(() => {
    const client = createQueryClient();
    // A screen that opens asks anew: that is when another user is noticed.
    client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, staleTime: 0 } });
    const watched = watchSubject(client);
    configureClient({ baseUrl, getToken: getToken && watched(getToken) });
    return { client, watched };
  });
  // A host may hand over a new function with every render.
  useEffect(
    () => configureClient({ baseUrl, getToken: getToken && watched(getToken) }),
    [baseUrl, getToken, watched],
  );
  return (
    <I18nProvider key={locale} initialLocale={locale} ownsDocument={false}>
      <QueryClientProvider client={client}>
        <div className="pgs pgs-embedded">
          <ReachBanner />
          <ToastProvider>{children}</ToastProvider>
        </div>
      </QueryClientProvider>
    </I18nProvider>
  );
}
