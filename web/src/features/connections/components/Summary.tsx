// All accounts together, in four figures.
import { useI18n } from '../../../i18n/context';
import type { Point } from '../../../shared/chart/series';
import { useNow } from '../../../shared/hooks/useNow';
import { RelativeTime } from '../../../shared/ui/RelativeTime';
import { Delta, Figure } from '../../../shared/ui/Figure';
import { OfAccounts } from '../../../shared/ui/OfAccounts';
import { Term } from '../../../shared/ui/Term';
import type { Connection } from '../api';
import { type Growth, growthOf } from '../growth';
import { isTakenOver, meanRate, sumKnown } from '../status';

interface Props {
  accounts: Connection[];
  /** Each account's measurements of the last days. */
  pointsOf: (id: string) => Point[];
}

export function Summary({ accounts, pointsOf }: Props) {
  const { t, f } = useI18n();
  const now = useNow();
  const words = t.connections;
  const own = accounts.filter((account) => !isTakenOver(account));
  // An account that is not measured any more must not add its last growth day after day.
  const daily = own
    .map((account) => growthOf(account, pointsOf(account.id), now))
    .filter((growth): growth is Growth => !!growth?.daily);
  const growth = sumKnown(daily.map(({ value }) => value));
  const known = (column: 'followers_count' | 'engagement_rate') =>
    own.filter((account) => account[column] !== null).length;
  const measured = accounts.map((account) => account.last_synced_at).filter((at) => at !== null);
  const latest = measured.sort().at(-1);
  return (
    <dl className="summary" aria-label={words.summary.label}>
      <Figure
        size="large"
        label={words.summary.followers}
        value={f.integer(sumKnown(own.map((account) => account.followers_count)))}
        note={
          <>
            <OfAccounts known={known('followers_count')} all={own.length} />
            {growth !== null && (
              <>
                <Delta value={growth} text={f.signed(growth)} />{' '}
                <Term name={words.sinceYesterday} definition={t.common.definitions.dailyGrowth} />
                {daily.length < own.length && ` · ${t.common.ofAccounts(daily.length, own.length)}`}
              </>
            )}
          </>
        }
      />
      <Figure
        label={<Term name={words.summary.engagement} definition={t.common.definitions.engagement} />}
        value={f.rate(meanRate(own.map((account) => account.engagement_rate)))}
        note={<OfAccounts known={known('engagement_rate')} all={own.length} />}
      />
      <Figure label={words.summary.accounts} value={f.integer(own.length)} />
      <div className="figure figure-medium">
        <dt>{words.summary.lastSync}</dt>
        <dd>
          <span className="figure-value figure-words">
            {latest ? <RelativeTime at={latest} /> : t.common.never}
          </span>
        </dd>
      </div>
    </dl>
  );
}
