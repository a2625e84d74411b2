// Why something failed: the stable code, what it means in the reader's language, and the server's own words as a quotation.
import { useI18n } from '../../../i18n/context';
import { type Platform, platformNames } from '../../../shared/platforms';
import { reasonOf } from '../../../shared/reasons/kinds';
import { Said } from '../../../shared/ui/Said';
import { adviceOf } from '../causes';

interface Props {
  platform: Platform;
  code: string | null;
  message?: string | null;
  advised?: boolean;
}

export function Cause({ platform, code, message, advised }: Props) {
  const { t } = useI18n();
  const kind = reasonOf(code);
  const advice = adviceOf(kind);
  return (
    <>
      <p>
        {kind === 'unknown' ? t.reasons.unknownCause : t.reasons.told[kind](platformNames[platform])}
        {advised && ` ${t.operations.advice[advice]}`}
      </p>
      {message && <Said by={t.reasons.inDetail} words={message} />}
    </>
  );
}
