// Why an account is not simply well, and the remedy: always both.
import type { ReactNode } from 'react';
import { useI18n } from '../../../i18n/context';
import { Button } from '../../../shared/ui/Button';
import { Icon } from '../../../shared/ui/Icon';
import type { Connection } from '../api';
import { needsReconnect, scopeOf, type StatusKind, tones } from '../status';

interface Props {
  kind: StatusKind;
  connection: Connection;
  onReconnect: () => void;
}

export function Trouble({ kind, connection, onReconnect }: Props) {
  const { t } = useI18n();
  if (kind === 'active' || kind === 'syncing' || kind === 'first') return null;
  const said = connection.connection_error ?? (kind === 'missed' ? connection.missing?.join('; ') : null);
  return (
    <div className="trouble" data-tone={tones[kind]}>
      <Icon name={kind === 'expiring' || kind === 'partial' ? 'info' : 'warning'} />
      <div>
        <Explanation kind={kind} connection={connection} />
        {said && <p className="trouble-detail">{t.connections.trouble.platformSaid(said)}</p>}
        {needsReconnect(kind, connection.missing) && (
          <Button small variant="primary" icon="link" onClick={onReconnect}>
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
  const words = t.connections.trouble;
  const inWords = (missing: string) => {
    const scope = scopeOf(missing);
    return scope === null ? missing : words.notGranted(t.guide.scopes[scope] ?? scope);
  };
  let remedy: ReactNode;
  if (kind === 'error' || kind === 'missed') {
    const next = connection.next_sync_at;
    remedy = next ? words[kind].remedy(f.relative(next)) : words.tryNow;
  } else {
    remedy = words[kind].remedy;
  }
  return (
    <>
      <p>
        <strong>{words[kind].reason}</strong>
      </p>
      {kind === 'partial' && connection.missing && (
        <ul>
          {[...new Set(connection.missing.map(inWords))].map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <p>{remedy}</p>
    </>
  );
}
