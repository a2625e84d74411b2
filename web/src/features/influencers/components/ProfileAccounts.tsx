// A creator's accounts, each with its own figures and the moment they were measured.
import { useI18n } from '../../../i18n/context';
import { useNow } from '../../../shared/hooks/useNow';
import { formatHandle, platformNames } from '../../../shared/platforms';
import { Figure } from '../../../shared/ui/Figure';
import { Icon } from '../../../shared/ui/Icon';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { Term } from '../../../shared/ui/Term';
import { webAddress } from '../../../shared/webAddress';
import type { PublicAccount } from '../api';
import { isStale } from '../freshness';

export function ProfileAccounts({ accounts }: { accounts: PublicAccount[] }) {
  const { t } = useI18n();
  return (
    <section className="section" aria-labelledby="accounts-title">
      <h2 id="accounts-title">{t.influencers.profile.accounts}</h2>
      <ul className="cards cards-small">
        {accounts.map((account) => (
          <li key={account.connection_id}>
            <Account account={account} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Account({ account }: { account: PublicAccount }) {
  const { t, f } = useI18n();
  const now = useNow();
  const { metrics, definitions } = t.common;
  const name = platformNames[account.platform];
  const stale = isStale(account.measured_at, now);
  const link = webAddress(account.link);
  return (
    <article className="card account" aria-label={name}>
      <header>
        <PlatformMark platform={account.platform} />
        <div>
          <h3>{formatHandle(account.handle)}</h3>
          <p>{name}</p>
        </div>
        {link && (
          <a className="icon-button" href={link} target="_blank" rel="noreferrer">
            <Icon name="external" size={18} />
            <span className="visually-hidden">
              {t.influencers.profile.open(name)} ({t.common.newTab})
            </span>
          </a>
        )}
      </header>
      <dl className="account-figures">
        <Figure size="small" label={metrics.followers} value={f.integer(account.followers)} />
        <Figure size="small" label={metrics.engagement} value={f.rate(account.engagement_rate)} />
        <Figure size="small" label={t.influencers.minGrowth} value={f.signed(account.growth_30_days)} />
        <Figure size="small" label={metrics.averageViews} value={f.integer(account.average_views)} />
      </dl>
      {account.measured_at && (
        <p className="measured" data-stale={stale} title={f.dateTime(account.measured_at)}>
          <Icon name="clock" size={14} />
          <Term
            name={
              stale
                ? t.influencers.stale(f.ago(account.measured_at, now))
                : t.influencers.measured(f.ago(account.measured_at, now))
            }
            definition={definitions.measuredAt}
          />
        </p>
      )}
    </article>
  );
}
