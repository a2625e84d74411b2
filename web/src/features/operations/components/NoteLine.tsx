// What keeps a process from working: one of a few fixed texts, or the server's own words.
import { useI18n } from '../../../i18n/context';
import { Said } from '../../../shared/ui/Said';

export function NoteLine({ note }: { note: string }) {
  const { t } = useI18n();
  const known = t.operations.workers.notes[note];
  return known ? <p>{known}</p> : <Said by={t.reasons.inDetail} words={note} />;
}
