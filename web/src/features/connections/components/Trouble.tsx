// Why an account is not simply well, and the remedy: always both, in the reader's language.
import type { ReactNode } from 'react';
import { useI18n } from '../../../i18n/context';
import { useNow } from '../../../shared/hooks/useNow';
import { platformNames } from '../../../shared/platforms';
import { platformWords, reasonOf } from '../../../shared/reasons/kinds';
import { MissingList } from '../../../shared/reasons/MissingList';
import { Button } from '../../../shared/ui/Button';
import { Icon } from '../../../shared/ui/Icon';
import { Said } from '../../../shared/ui/Said';
import type { Connection } from '../api';
import { cureOf } from '../cures';
import { needsReconnect, type StatusKind, tones } from '../status';

const aboutNow = 60_000;

interface Props {
  kind: StatusKind;
  connection: Connection;
  onReconnect: () => void;
}

export function Trouble({ kind, connection, onReconnect }: Props) {
  const { t } = useI18n();
  if (kind === 'active' || kind === 'syncing' || kind === 'first') return null;
  const message = connection.connection_error ?? (kind === 'missed' ? connection.missing?.[0] : null);
  const said = platformWords(message, connection.error_code);
  return (
    <div className="trouble" data-tone={tones[kind]}>
      <Icon name={kind === 'expiring' || kind === 'partial' ? 'info' : 'warning'} />
      <div>
        <Explanation kind={kind} connection={connection} />
        {said && <Said by={t.reasons.said(platformNames[connection.platform])} words={said} />}
        {needsReconnect(kind, connection.missing_parts) && (
          <Button
            small
            variant="primary"
            icon="link"
            aria-describedby={`${connection.id}-name`}
            onClick={onReconnect}
          >
            {t.connections.reconnect}
          </Button>
        )}
      </div>
    </div>
  );
}

function Explanation({
  kind,
  connection,
}: Pick<Props, 'connection'> & { kind: Exclude<StatusKind, 'active' | 'syncing' | 'first'> }) {
  const { t, f } = useI18n();
  const now = useNow();
  const words = t.connections.trouble;
  const platform = platformNames[connection.platform];
  const cause = reasonOf(connection.error_code);
  const told = cause === 'unknown' ? null : t.reasons.told[cause](platform);
  const cure = cureOf(kind, cause);

  let reason: string = words[kind].reason;
  // That access is refused is what expired and withdrawn mean already, each in its own words.
  if ((kind === 'expired' || kind === 'revoked') && told && cause !== 'refused') reason = told;
  if ((kind === 'error' || kind === 'missed') && told) reason = `${reason} ${told}`;
  // What stopped on our side says nothing about the platform's answers.
  if (kind === 'error' && cause === 'ours') reason = t.reasons.told.ours(platform);

  let remedy: ReactNode;
  if (cure) {
    remedy = words.cures[cure](platform);
  } else if (kind === 'error' || kind === 'missed') {
    const next = connection.next_sync_at;
    // One that is due comes as soon as it can; "the next attempt is now" would say less.
    remedy =
      next && Date.parse(next) > now + aboutNow ? words[kind].remedy(f.relative(next, now)) : words.tryNow;
  } else if (kind === 'partial' && needsReconnect(kind, connection.missing_parts)) {
    remedy = words.partial.remedyByPermission;
  } else {
    remedy = words[kind].remedy;
  }
  return (
    <>
      <p>
        <strong>{reason}</strong>
      </p>
      {kind === 'partial' && <MissingList platform={connection.platform} parts={connection.missing_parts} />}
      <p>{remedy}</p>
    </>
  );
}
