// The creator's first screen: every connected account with its state, and the way to connect another.
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { useI18n } from '../../../i18n/context';
import type { Platform } from '../../../shared/platforms';
import { Button } from '../../../shared/ui/Button';
import { PageHead } from '../../../shared/ui/PageHead';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { useAnnounce } from '../../../shared/ui/Toasts';
import { describeFailedChange } from '../../../shared/http/describe';
import { recentPoints, useStatsHistory } from '../../history/api';
import { type Connection, useConnections, useRenewedHistory, useSyncAll } from '../api';
import { ConnectAccounts } from './ConnectAccounts';
import { ConnectDialog } from './ConnectDialog';
import { ConnectionCard } from './ConnectionCard';
import { DisconnectDialog } from './DisconnectDialog';
import { Summary } from './Summary';

export default function ConnectionsPage() {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const connections = useConnections();
  const history = useStatsHistory(30);
  useRenewedHistory(connections.data);
  const syncAll = useSyncAll();
  const pointedAt = useLocation().hash.slice(1);
  const [connecting, setConnecting] = useState<Platform | null>(null);
  const [disconnecting, setDisconnecting] = useState<Connection | null>(null);

  // Mails and notices point at one account, which is there only once the list is.
  const listed = connections.data !== undefined;
  useEffect(() => {
    if (listed && pointedAt) document.getElementById(pointedAt)?.scrollIntoView({ block: 'center' });
  }, [listed, pointedAt]);

  if (connections.isPending) return <Skeleton blocks={3} />;
  if (!connections.data)
    return <ErrorState screen error={connections.error} onRetry={() => void connections.refetch()} />;

  const accounts = connections.data;
  const pointsOf = (id: string) => recentPoints(history.data, id);
  const startSyncAll = () =>
    void syncAll
      .mutateAsync()
      .catch((error: unknown) => announce(describeFailedChange(error, t, f), 'bad', 'sync all'));

  return (
    <>
      <PageHead
        title={t.connections.title}
        lede={t.connections.lede}
        actions={
          accounts.length > 1 && (
            <Button icon="sync" busy={syncAll.isPending} onClick={startSyncAll}>
              {t.connections.syncAll}
            </Button>
          )
        }
      />
      {accounts.length === 0 ? (
        <EmptyState icon="accounts" title={t.connections.empty.title} body={t.connections.empty.body} />
      ) : (
        <>
          <Summary accounts={accounts} pointsOf={pointsOf} />
          <ul className="cards">
            {accounts.map((connection) => (
              <li
                key={connection.id}
                id={connection.id}
                data-pointed={connection.id === pointedAt || undefined}
              >
                <ConnectionCard
                  connection={connection}
                  points={pointsOf(connection.id)}
                  onReconnect={() => setConnecting(connection.platform)}
                  onDisconnect={() => setDisconnecting(connection)}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      <ConnectAccounts first={accounts.length === 0} onChoose={setConnecting} />
      {connecting && <ConnectDialog platform={connecting} onClose={() => setConnecting(null)} />}
      {disconnecting && (
        <DisconnectDialog connection={disconnecting} onClose={() => setDisconnecting(null)} />
      )}
    </>
  );
}
