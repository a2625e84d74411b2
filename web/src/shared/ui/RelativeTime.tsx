// "2 hours ago", with the exact time on hover and for machines; moves on by itself.
import { useI18n } from '../../i18n/context';
import { useNow } from '../hooks/useNow';

export function RelativeTime({ at }: { at: string }) {
  const { f } = useI18n();
  const now = useNow();
  return (
    <time dateTime={at} title={f.dateTime(at)}>
      {f.ago(at, now)}
    </time>
  );
}
