// Renders the app, or one screen of it, as a visitor would find it at an address.
import { render, type RenderResult } from '@testing-library/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactElement, StrictMode } from 'react';
import { MemoryRouter } from 'react-router';
import { AppRoutes } from '../src/app/AppRoutes';
import { createQueryClient } from '../src/app/queryClient';
import type { Locale } from '../src/i18n/context';
import { I18nProvider } from '../src/i18n/I18nProvider';
import { ToastProvider } from '../src/shared/ui/Toasts';

export function renderAt(
  path: string,
  locale: Locale = 'en',
  element: ReactElement = <AppRoutes />,
): RenderResult {
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  return render(
    <StrictMode>
      <I18nProvider initialLocale={locale}>
        <QueryClientProvider client={client}>
          <ToastProvider>
            <MemoryRouter initialEntries={[path]}>{element}</MemoryRouter>
          </ToastProvider>
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}
