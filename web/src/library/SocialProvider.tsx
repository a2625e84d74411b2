// Around the library's screens: where the API is, who asks, in which language. Sits inside the host's router.
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { createQueryClient } from '../app/queryClient';
import type { Locale } from '../i18n/context';
import { I18nProvider } from '../i18n/I18nProvider';
import { configureClient } from '../shared/http/client';
import { ToastProvider } from '../shared/ui/Toasts';

export interface SocialProviderProps {
  /** Where nginx serves pg_social; empty for the page's own origin. */
  baseUrl?: string;
  /** Returns the host's bearer token. Leave it out to use the session cookie (see exchangeToken). */
  getToken?: () => string | Promise<string>;
  locale?: Locale;
  children: ReactNode;
}

export function SocialProvider({ baseUrl = '', getToken, locale = 'fr', children }: SocialProviderProps) {
  const [client] = useState(() => {
    configureClient({ baseUrl, getToken });
    return createQueryClient();
  });
  // A host may hand over a new function with every render.
  useEffect(() => configureClient({ baseUrl, getToken }), [baseUrl, getToken]);
  return (
    <I18nProvider key={locale} initialLocale={locale} ownsDocument={false}>
      <QueryClientProvider client={client}>
        <div className="pgs pgs-embedded">
          <ToastProvider>{children}</ToastProvider>
        </div>
      </QueryClientProvider>
    </I18nProvider>
  );
}
