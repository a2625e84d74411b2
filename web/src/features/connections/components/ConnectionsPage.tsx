// The creator's first screen: every connected account with its state, and the way to connect another.
import { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router';
import { useI18n } from '../../../i18n/context';
import type { Platform } from '../../../shared/platforms';
import { Button } from '../../../shared/ui/Button';
import { PageHead } from '../../../shared/ui/PageHead';
import { Pager } from '../../../shared/ui/Pager';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { useAnnounce } from '../../../shared/ui/Toasts';
import { describeFailedChange } from '../../../shared/http/describe';
import { pointsByAccount, useStatsHistory } from '../../history/api';
import { type Connection, useConnections, useRenewedHistory, useSyncAll } from '../api';
import { needsReconnect, statusOf } from '../status';
import { ConnectAccounts } from './ConnectAccounts';
import { ConnectDialog } from './ConnectDialog';
import { ConnectionCard } from './ConnectionCard';
import { DisconnectDialog } from './DisconnectDialog';
import { Summary } from './Summary';

/** What a phone draws without a pause; an agency may have hundreds of accounts. */
const cardsPerPage = 50;
const noPoints: never[] = [];

/** Of pages, those that only the creator can help come first; a few accounts keep their places. */
function inOrder(accounts: Connection[]): Connection[] {
  if (accounts.length <= cardsPerPage) return accounts;
  const rank = (account: Connection) => Number(!needsReconnect(statusOf({ ...account, syncing: false })));
  return [...accounts].sort((one, other) => rank(one) - rank(other));
}

export default function ConnectionsPage() {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const connections = useConnections();
  const history = useStatsHistory(30);
  useRenewedHistory(connections.data);
  const syncAll = useSyncAll();
  const pointedAt = useLocation().hash.slice(1);
  const [turned, setTurned] = useState<{ page: number; pointedAt: string } | null>(null);
  const [connecting, setConnecting] = useState<Platform | null>(null);
  const [disconnecting, setDisconnecting] = useState<Connection | null>(null);

  const points = useMemo(() => pointsByAccount(history.data), [history.data]);

  // Mails and notices point at one account, which is there only once the list is.
  const listed = connections.data !== undefined;
  useEffect(() => {
    if (listed && pointedAt) document.getElementById(pointedAt)?.scrollIntoView({ block: 'center' });
  }, [listed, pointedAt]);

  if (connections.isPending) return <Skeleton blocks={3} />;
  if (!connections.data)
    return <ErrorState screen error={connections.error} onRetry={() => void connections.refetch()} />;

  const accounts = inOrder(connections.data);
  const pointsOf = (id: string) => points.get(id) ?? noPoints;
  // The page of the account that is pointed at, until another one is turned to.
  const place = Math.max(
    0,
    accounts.findIndex(({ id }) => id === pointedAt),
  );
  const page = turned?.pointedAt === pointedAt ? turned.page : Math.floor(place / cardsPerPage) + 1;
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
            {accounts.slice((page - 1) * cardsPerPage, page * cardsPerPage).map((connection) => (
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
          <Pager
            page={page}
            pageSize={cardsPerPage}
            total={accounts.length}
            stale={false}
            onChange={(wanted) => setTurned({ page: wanted, pointedAt })}
          />
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
