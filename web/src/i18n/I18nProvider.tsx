// Loads one language's words on demand and tells the document about language and direction.
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { createFormatters, regionalTag } from '../shared/format/formatters';
import { type I18n, I18nContext, type Locale } from './context';
import { rememberLocale } from './locale';
import { loadMessages, type Messages } from './messages';
import { WithoutWords } from './WithoutWords';

interface Loaded {
  locale: Locale;
  messages: Messages;
}

/** A language on its way, and whom to tell that it is there, or cannot be had. */
interface Wanted {
  locale: Locale;
  done?: () => void;
  fail?: (error: unknown) => void;
}

interface Props {
  initialLocale: Locale;
  /** Kept off where a host application owns the document's language. */
  ownsDocument?: boolean;
  children: ReactNode;
}

export function I18nProvider({ initialLocale, ownsDocument = true, children }: Props) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failed, setFailed] = useState(false);
  const [wanted, setWanted] = useState<Wanted>({ locale: initialLocale });

  useEffect(() => {
    let current = true;
    const { locale, done, fail = () => setFailed(true) } = wanted;
    void loadMessages(locale).then((messages) => {
      if (current) setLoaded({ locale, messages });
      done?.();
    }, fail);
    return () => {
      current = false;
    };
  }, [wanted]);

  useEffect(() => {
    if (loaded && ownsDocument) document.documentElement.lang = loaded.locale;
  }, [loaded, ownsDocument]);

  const i18n = useMemo<I18n | null>(
    () =>
      loaded && {
        locale: loaded.locale,
        t: loaded.messages,
        f: createFormatters(regionalTag(loaded.locale), loaded.messages.common.now),
        setLocale: (locale) => {
          rememberLocale(locale);
          return new Promise((done, fail) => setWanted({ locale, done, fail }));
        },
      },
    [loaded],
  );

  if (i18n) return <I18nContext.Provider value={i18n}>{children}</I18nContext.Provider>;
  return failed ? <WithoutWords reloads={ownsDocument} /> : null;
}
