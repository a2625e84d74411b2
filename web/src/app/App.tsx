// The app: language, data cache, messages and routes around the screens.
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { BrowserRouter } from 'react-router';
import { I18nProvider } from '../i18n/I18nProvider';
import { firstLocale } from '../i18n/locale';
import { ToastProvider } from '../shared/ui/Toasts';
import { AppRoutes } from './AppRoutes';
import { createQueryClient } from './queryClient';

export function App() {
  const [client] = useState(createQueryClient);
  return (
    <I18nProvider initialLocale={firstLocale()}>
      <QueryClientProvider client={client}>
        <ToastProvider>
          <BrowserRouter>
            <AppRoutes />
          </BrowserRouter>
        </ToastProvider>
      </QueryClientProvider>
    </I18nProvider>
  );
}
