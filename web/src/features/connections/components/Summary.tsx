// All accounts together, in four figures.
import { useI18n } from '../../../i18n/context';
import { RelativeTime } from '../../../shared/ui/RelativeTime';
import { Delta, Figure } from '../../../shared/ui/Figure';
import { Term } from '../../../shared/ui/Term';
import type { Connection } from '../api';
import { meanKnown, sumKnown } from '../status';

export function Summary({ accounts }: { accounts: Connection[] }) {
  const { t, f } = useI18n();
  const growth = sumKnown(accounts.map((account) => account.followers_growth));
  const measured = accounts.map((account) => account.last_synced_at).filter((at) => at !== null);
  const latest = measured.sort().at(-1);
  return (
    <dl className="summary" aria-label={t.connections.summary.label}>
      <Figure
        size="large"
        label={t.connections.summary.followers}
        value={f.integer(sumKnown(accounts.map((account) => account.followers_count)))}
        note={
          growth !== null && (
            <>
              <Delta value={growth} text={f.signed(growth)} /> {t.connections.sinceYesterday}
            </>
          )
        }
      />
      <Figure
        label={<Term name={t.connections.summary.engagement} definition={t.common.definitions.engagement} />}
        value={f.rate(meanKnown(accounts.map((account) => account.engagement_rate)))}
      />
      <Figure label={t.connections.summary.accounts} value={f.integer(accounts.length)} />
      <div className="figure figure-medium">
        <dt>{t.connections.summary.lastSync}</dt>
        <dd>
          <span className="figure-value figure-words">
            {latest ? <RelativeTime at={latest} /> : t.common.never}
          </span>
        </dd>
      </div>
    </dl>
  );
}
