// Name, language of mails and time zone: typed, so saved with a button rather than at every key.
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { isLocale } from '../../../i18n/locale';
import { locales, useI18n } from '../../../i18n/context';
import { Button } from '../../../shared/ui/Button';
import { Select, TextField } from '../../../shared/ui/Fields';
import type { PreferenceChange, Preferences } from '../api';

interface Props {
  current: Preferences;
  busy: boolean;
  onSave: (change: PreferenceChange, onSaved: () => void) => void;
}

function zonesWith(current: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return zones.includes(current) ? zones : [current, ...zones];
}

export function ProfileForm({ current, busy, onSave }: Props) {
  const { t, setLocale } = useI18n();
  const [name, setName] = useState(current.display_name ?? '');
  const [language, setLanguage] = useState(current.locale);
  const [timeZone, setTimeZone] = useState(
    current.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  const words = t.preferences.profile;

  return (
    <form
      className="card"
      aria-labelledby="profile-title"
      onSubmit={(event) => {
        event.preventDefault();
        // Blanks alone are no name, and the browser says so of an empty field only.
        if (name.trim() === '') {
          flushSync(() => setName(''));
          event.currentTarget.reportValidity();
          return;
        }
        // The mails' language begins as French whatever the screen's is: only who chooses one means both.
        const chosen = language !== current.locale;
        onSave({ display_name: name.trim(), locale: language, time_zone: timeZone }, () => {
          if (chosen && isLocale(language)) setLocale(language).catch(() => null); // the page says on its next load
        });
      }}
    >
      <h2 id="profile-title">{words.title}</h2>
      <TextField
        label={words.name}
        hint={words.nameHint}
        value={name}
        required
        maxLength={200}
        autoComplete="name"
        onChange={setName}
      />
      <Select
        label={words.language}
        value={language}
        choices={locales.map((value) => ({ value: value, text: t.common.languageName[value] }))}
        onChange={setLanguage}
      />
      <Select
        label={words.timeZone}
        value={timeZone}
        choices={zonesWith(timeZone).map((value) => ({ value, text: value.replaceAll('_', ' ') }))}
        onChange={setTimeZone}
      />
      <Button type="submit" variant="primary" busy={busy}>
        {t.common.save}
      </Button>
    </form>
  );
}
