// The dictionaries. English sets the shape; every other language must fill it, which the compiler checks.
import type { Locale } from './context';
import type english from './en';

/** Strings may differ, keys and parameters may not. */
export type Messages = typeof english;

const loaders: Record<Locale, () => Promise<{ default: Messages }>> = {
  en: () => import('./en'),
  fr: () => import('./fr'),
};

export async function loadMessages(locale: Locale): Promise<Messages> {
  return (await loaders[locale]()).default;
}
