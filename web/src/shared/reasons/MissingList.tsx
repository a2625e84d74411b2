// What a sync could not have: which figures, and why.
import { useI18n } from '../../i18n/context';
import type { Messages } from '../../i18n/messages';
import { type Platform, platformNames } from '../platforms';
import { reasonOf } from './kinds';
import { distinctParts, type MissingPart, partOf } from './parts';

function inWords({ part, code, scope }: MissingPart, platform: string, t: Messages): string {
  // A permission says by itself which figures it gives.
  if (scope !== null) return t.reasons.notGranted(t.guide.scopes[scope] ?? scope);
  const reason = t.reasons.told[reasonOf(code)](platform);
  if (part === null) return reason;
  const kind = partOf(part);
  return t.reasons.ofPart(kind ? t.reasons.parts[kind] : part, reason);
}

export function MissingList({ platform, parts }: { platform: Platform; parts: MissingPart[] | null }) {
  const { t } = useI18n();
  const texts = distinctParts(parts).map((one) => inWords(one, platformNames[platform], t));
  if (texts.length === 0) return null;
  return (
    <ul>
      {[...new Set(texts)].map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
