// Why an account is not simply well, and the remedy: always both.
import type { ReactNode } from 'react';
import { useI18n } from '../../../i18n/context';
import { Button } from '../../../shared/ui/Button';
import { Icon } from '../../../shared/ui/Icon';
import type { Connection } from '../api';
import { needsReconnect, type StatusKind, tones } from '../status';

interface Props {
  kind: StatusKind;
  connection: Connection;
  onReconnect: () => void;
}

export function Trouble({ kind, connection, onReconnect }: Props) {
  const { t } = useI18n();
  if (kind === 'active' || kind === 'syncing' || kind === 'first') return null;
  return (
    <div className="trouble" data-tone={tones[kind]}>
      <Icon name={kind === 'expiring' || kind === 'partial' ? 'info' : 'warning'} />
      <div>
        <Explanation kind={kind} connection={connection} />
        {connection.connection_error && (
          <p className="trouble-detail">{t.connections.trouble.platformSaid(connection.connection_error)}</p>
        )}
        {needsReconnect(kind) && (
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
  let remedy: ReactNode;
  if (kind === 'error') {
    remedy = words.error.remedy(connection.next_sync_at ? f.relative(connection.next_sync_at) : t.common.now);
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
          {connection.missing.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <p>{remedy}</p>
    </>
  );
}
