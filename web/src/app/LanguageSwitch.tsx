// The screen's language. A creator's mails follow the preference instead, which has its own field.
import { type Locale, locales, useI18n } from '../i18n/context';
import { useAnnounce } from '../shared/ui/Toasts';

export function LanguageSwitch() {
  const { t, locale, setLocale } = useI18n();
  const announce = useAnnounce();
  const change = (choice: Locale) =>
    void setLocale(choice).catch(() => announce(t.common.errors.brokenBody, 'bad', 'language'));
  return (
    <div className="language" role="group" aria-label={t.common.language}>
      {locales.map((choice) => (
        <button
          key={choice}
          type="button"
          lang={choice}
          aria-pressed={choice === locale}
          title={t.common.languageName[choice]}
          onClick={() => change(choice)}
        >
          <span aria-hidden="true">{choice}</span>
          <span className="visually-hidden">{t.common.languageName[choice]}</span>
        </button>
      ))}
    </div>
  );
}
