// What every screen reads its words and number formats from.
import { createContext, useContext } from 'react';
import type { Formatters } from '../shared/format/formatters';
import type { Messages } from './messages';

export const locales = ['fr', 'en'] as const;
export type Locale = (typeof locales)[number];

export interface I18n {
  locale: Locale;
  /** The words of the current language. */
  t: Messages;
  /** The number and date formats of the current language. */
  f: Formatters;
  /** Rejects where the words cannot be downloaded: then those that are there stay. */
  setLocale: (locale: Locale) => Promise<void>;
}

export const I18nContext = createContext<I18n | null>(null);

export function useI18n(): I18n {
  const i18n = useContext(I18nContext);
  if (!i18n) throw new Error('useI18n needs an I18nProvider above it');
  return i18n;
}
