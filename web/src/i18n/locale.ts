// Which language to begin with: the one chosen here before, else the browser's, else French.
import { type Locale, locales } from './context';

const storageKey = 'pg_social.locale';

export function isLocale(text: string | null | undefined): text is Locale {
  return locales.includes(text as Locale);
}

export function rememberedLocale(): Locale | null {
  try {
    const stored = localStorage.getItem(storageKey);
    return isLocale(stored) ? stored : null;
  } catch {
    return null; // storage is switched off in this browser: the choice lasts as long as the page
  }
}

export function rememberLocale(locale: Locale): void {
  try {
    localStorage.setItem(storageKey, locale);
  } catch {
    // as above
  }
}

export function firstLocale(): Locale {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale);
  return rememberedLocale() ?? wanted ?? 'fr';
}
