// The grants that end soonest: only their creators can prolong them.
import { useI18n } from '../../../i18n/context';
import { formatHandle } from '../../../shared/platforms';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { useExpiring } from '../api';
import { useServerNow } from '../useServerNow';
import { Panel } from './Panel';

export function ExpiringGrants() {
  const { t, f } = useI18n();
  const now = useServerNow();
  const expiring = useExpiring();
  return (
    <Panel title={t.operations.expiring.title} query={expiring} width="third">
      {({ rows, total }) =>
        rows.length === 0 ? (
          <p className="quiet">{t.operations.expiring.none}</p>
        ) : (
          <>
            <ul className="rows">
              {rows.map((grant) => (
                <li key={grant.connection_id} className="row">
                  <PlatformMark platform={grant.platform} size="small" named />
                  <div>{formatHandle(grant.platform_username)}</div>
                  <strong title={f.dateTime(grant.expires_at)}>
                    {/* Less than a day may be today or tomorrow, or over. */}
                    {grant.days_until_expiry >= 1
                      ? t.common.days(grant.days_until_expiry)
                      : f.relative(grant.expires_at, now)}
                  </strong>
                </li>
              ))}
            </ul>
            {total > rows.length && (
              <p className="quiet">{t.operations.expiring.more(total - rows.length)}</p>
            )}
          </>
        )
      }
    </Panel>
  );
}
