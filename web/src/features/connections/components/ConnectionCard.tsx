// One account: who, how many, in which state, until when, and what can be done.
import { useI18n } from '../../../i18n/context';
import { Sparkline } from '../../../shared/chart/Sparkline';
import type { Point } from '../../../shared/chart/series';
import { useNow } from '../../../shared/hooks/useNow';
import { isolated } from '../../../shared/format/isolated';
import { formatHandle, platformNames } from '../../../shared/platforms';
import { Avatar } from '../../../shared/ui/Avatar';
import { Badge } from '../../../shared/ui/Badge';
import { Button } from '../../../shared/ui/Button';
import { Delta, Figure } from '../../../shared/ui/Figure';
import { Icon } from '../../../shared/ui/Icon';
import { RelativeTime } from '../../../shared/ui/RelativeTime';
import { webAddress } from '../../../shared/webAddress';
import type { Connection } from '../api';
import { growthOf } from '../growth';
import { statusOf, tones } from '../status';
import { useAnnouncedSync } from '../useAnnouncedSync';
import { SyncProgress } from './SyncProgress';
import { Trouble } from './Trouble';

const shownMilliseconds = 30 * 86_400_000;

interface Props {
  connection: Connection;
  points: Point[];
  onReconnect: () => void;
  onDisconnect: () => void;
}

export function ConnectionCard({ connection, points, onReconnect, onDisconnect }: Props) {
  const { t, f } = useI18n();
  const now = useNow();
  const sync = useAnnouncedSync(connection);
  const running = sync.isPending || connection.syncing;
  const kind = statusOf({ ...connection, syncing: running });
  const name = connection.platform_display_name ?? connection.platform_username;
  const platform = platformNames[connection.platform];
  const growth = growthOf(connection, points, now);
  const link = webAddress(connection.profile_url);

  return (
    <article className="card connection" aria-label={`${platform}, ${name}`} data-status={kind}>
      <header className="connection-head">
        <Avatar name={name} src={connection.profile_picture_url} platform={connection.platform} />
        <div className="connection-name">
          <h2 id={`${connection.id}-name`} dir="auto">
            {name}
          </h2>
          <p>
            {platform} ·{' '}
            {link ? (
              <a
                href={link}
                target="_blank"
                rel="noreferrer"
                title={t.connections.openProfile(isolated(name))}
              >
                {formatHandle(connection.platform_username)}
                <span className="visually-hidden"> ({t.common.newTab})</span>
              </a>
            ) : (
              formatHandle(connection.platform_username)
            )}
          </p>
        </div>
        <Badge tone={tones[kind]}>{t.connections.status[kind]}</Badge>
      </header>

      <div className="connection-figures">
        <dl>
          <Figure
            size="large"
            label={t.common.metrics.followers}
            value={f.integer(connection.followers_count)}
            note={
              growth && (
                <>
                  <Delta value={growth.value} text={f.signed(growth.value)} />{' '}
                  {growth.daily
                    ? t.connections.sinceYesterday
                    : t.connections.sinceDay(f.shortDate(growth.since))}
                </>
              )
            }
          />
          <Figure label={t.common.metrics.engagement} value={f.rate(connection.engagement_rate)} />
        </dl>
        <Sparkline label={t.connections.last30Days} points={points} from={now - shownMilliseconds} to={now} />
      </div>

      {running ? (
        <SyncProgress platform={platform} />
      ) : (
        <Trouble kind={kind} connection={connection} onReconnect={onReconnect} />
      )}

      <footer className="connection-foot">
        <ul>
          <li>
            <Icon name="clock" size={16} />
            {connection.last_synced_at ? (
              <span title={f.dateTime(connection.last_synced_at)}>
                {t.connections.synced(f.ago(connection.last_synced_at, now))}
              </span>
            ) : (
              t.connections.neverSynced
            )}
          </li>
          {!running && connection.sync_queued_for && (
            <li>
              <Icon name="sync" size={16} />
              <Queued until={Date.parse(connection.sync_queued_for)} now={now} />
            </li>
          )}
          {connection.connection_status !== 'revoked' && (
            <li>
              <Icon name="link" size={16} />
              <GrantEnd connection={connection} now={now} />
            </li>
          )}
        </ul>
        <div className="connection-actions">
          {connection.connection_status !== 'revoked' && (
            <Button
              small
              icon="sync"
              busy={running}
              aria-describedby={`${connection.id}-name`}
              onClick={() => sync.mutate(connection.id)}
            >
              {t.connections.syncNow}
            </Button>
          )}
          <Button small variant="quiet" aria-describedby={`${connection.id}-name`} onClick={onDisconnect}>
            {t.connections.disconnect}
          </Button>
        </div>
      </footer>
    </article>
  );
}

function Queued({ until, now }: { until: number; now: number }) {
  const { t, f } = useI18n();
  if (until <= now) return t.connections.queued;
  const when = isSameDay(until, now) ? f.time(until) : f.dateTime(until);
  return t.connections.queuedUntil(when);
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

function GrantEnd({ connection, now }: { connection: Connection; now: number }) {
  const { t, f } = useI18n();
  const { days_until_expiry: days, token_expires_at: end } = connection;
  if (days === null || end === null) return t.connections.grant.lasting;
  if (connection.connection_status === 'expired' || days < 0) {
    return (
      <span>
        {t.connections.grant.ended} <RelativeTime at={end} />
      </span>
    );
  }
  const words = t.connections.grant;
  // Within a day may be today or tomorrow.
  const tomorrow = days === 0 && !isSameDay(Date.parse(end), now);
  return <span title={f.dateTime(end)}>{tomorrow ? words.endsTomorrow : words.endsIn(days)}</span>;
}
