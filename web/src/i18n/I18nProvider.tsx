// Loads one language's words on demand and tells the document about language and direction.
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { createFormatters, regionalTag } from '../shared/format/formatters';
import { type I18n, I18nContext, type Locale } from './context';
import { rememberLocale } from './locale';
import { loadMessages, type Messages } from './messages';

interface Loaded {
  locale: Locale;
  messages: Messages;
}

interface Props {
  initialLocale: Locale;
  /** Kept off where a host application owns the document's language. */
  ownsDocument?: boolean;
  children: ReactNode;
}

export function I18nProvider({ initialLocale, ownsDocument = true, children }: Props) {
  const [wanted, setWanted] = useState(initialLocale);
  const [loaded, setLoaded] = useState<Loaded | null>(null);

  useEffect(() => {
    let current = true;
    void loadMessages(wanted).then((messages) => {
      if (current) setLoaded({ locale: wanted, messages });
    });
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
        f: createFormatters(regionalTag(loaded.locale)),
        setLocale: (locale) => {
          rememberLocale(locale);
          setWanted(locale);
        },
      },
    [loaded],
  );

  return i18n ? <I18nContext.Provider value={i18n}>{children}</I18nContext.Provider> : null;
}
