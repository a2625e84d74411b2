// Whether merchants see one, which mails come, and in which name, language and time zone.
import { useI18n } from '../../../i18n/context';
import { describeFailedChange } from '../../../shared/http/describe';
import { Switch } from '../../../shared/ui/Fields';
import { PageHead } from '../../../shared/ui/PageHead';
import { ErrorState, Skeleton } from '../../../shared/ui/States';
import { useAnnounce } from '../../../shared/ui/Toasts';
import { type PreferenceChange, usePreferences, useSetPreferences } from '../api';
import { ProfileForm } from './ProfileForm';
import { Visibility } from './Visibility';

/** What is changed, whatever it is changed to. */
const topicOf = (change: PreferenceChange) => `preferences ${Object.keys(change).join(' ')}`;

export default function PreferencesPage() {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const preferences = usePreferences();
  const save = useSetPreferences();

  if (preferences.isPending) return <Skeleton blocks={3} />;
  if (!preferences.data) {
    return <ErrorState screen error={preferences.error} onRetry={() => void preferences.refetch()} />;
  }
  const current = preferences.data;
  // Each change is told of, also when another follows before its answer: mutate() would tell of the last alone.
  const change = (wanted: PreferenceChange, onSaved?: () => void) =>
    void save.mutateAsync(wanted).then(
      () => {
        announce(t.preferences.saved, 'good', topicOf(wanted));
        onSaved?.();
      },
      (error: unknown) =>
        announce(describeFailedChange(error, t, f, t.preferences.saveFailed), 'bad', topicOf(wanted)),
    );

  return (
    <>
      <PageHead title={t.preferences.title} lede={t.preferences.lede} />
      <div className="preferences">
        <Visibility visible={current.visible_to_merchants} onChange={change} />
        <section className="card" aria-labelledby="mail-title">
          <h2 id="mail-title">{t.preferences.mail.title}</h2>
          {current.email && <p className="section-lede">{t.preferences.mail.to(current.email)}</p>}
          <Switch
            label={t.preferences.mail.weekly}
            hint={t.preferences.mail.weeklyHint}
            checked={current.weekly_report}
            onChange={(weekly_report) => change({ weekly_report })}
          />
          <Switch
            label={t.preferences.mail.expiry}
            hint={t.preferences.mail.expiryHint}
            checked={current.notify_expiry}
            onChange={(notify_expiry) => change({ notify_expiry })}
          />
        </section>
        <ProfileForm current={current} busy={save.isPending} onSave={change} />
      </div>
    </>
  );
}
