// The creators found, a row each; on a phone each row stands as a card.
import { Link } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { isolated } from '../../../shared/format/isolated';
import { useNow } from '../../../shared/hooks/useNow';
import { formatHandle } from '../../../shared/platforms';
import { Avatar } from '../../../shared/ui/Avatar';
import { Delta, Value } from '../../../shared/ui/Figure';
import { Icon } from '../../../shared/ui/Icon';
import { OfAccounts } from '../../../shared/ui/OfAccounts';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { Term } from '../../../shared/ui/Term';
import type { Influencer } from '../api';
import { useChosen } from '../choice';
import { isStale } from '../freshness';
import { type Figured, knownOf } from '../known';
import { nameOf } from '../names';
import { useFilters } from '../wayBack';

export function InfluencerTable({ influencers, busy }: { influencers: Influencer[]; busy: boolean }) {
  const { t } = useI18n();
  const { metrics, definitions } = t.common;
  return (
    <table className="influencers" aria-busy={busy}>
      <caption className="visually-hidden">{t.influencers.title}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t.influencers.creator}</th>
          <th scope="col" className="number">
            {metrics.followers}
          </th>
          <th scope="col" className="number">
            <Term name={metrics.engagement} definition={definitions.engagement} />
          </th>
          <th scope="col" className="number">
            <Term name={t.influencers.minGrowth} definition={definitions.growth} />
          </th>
          <th scope="col" className="number">
            <Term name={metrics.averageViews} definition={definitions.averageViews} />
          </th>
        </tr>
      </thead>
      <tbody>
        {influencers.map((influencer) => (
          <Row key={influencer.user_id} influencer={influencer} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ influencer }: { influencer: Influencer }) {
  const { t, f } = useI18n();
  const now = useNow();
  const chosen = useChosen();
  const filters = useFilters();
  const name = nameOf(influencer);
  const isChosen = chosen.ids.includes(influencer.user_id);
  const blocked = chosen.full && !isChosen;
  const measured = influencer.measured_at;
  const counted = (figure: Figured) => <OfAccounts {...knownOf(influencer, figure)} />;
  return (
    <tr data-chosen={isChosen}>
      <td className="cell-pick">
        <label>
          <input
            type="checkbox"
            aria-label={t.influencers.pick(isolated(name))}
            title={blocked ? t.influencers.full : undefined}
            checked={isChosen}
            disabled={blocked}
            onChange={() => chosen.toggle(influencer.user_id)}
          />
        </label>
      </td>
      <th scope="row">
        <div className="cell-creator">
          <Avatar name={name} src={influencer.platforms[0]?.avatar} />
          <div>
            <Link to={`/merchant/influencers/${influencer.user_id}`} state={filters} dir="auto">
              {name}
            </Link>
            <ul className="handles">
              {influencer.platforms.map((account) => (
                <li key={account.connection_id}>
                  <PlatformMark platform={account.platform} size="small" named />
                  <span>{formatHandle(account.handle)}</span>
                </li>
              ))}
            </ul>
            {measured && (
              <p className="measured" data-stale={isStale(measured, now)} title={f.dateTime(measured)}>
                {isStale(measured, now) && <Icon name="clock" size={14} />}
                {isStale(measured, now)
                  ? t.influencers.stale(f.ago(measured, now))
                  : t.influencers.measured(f.ago(measured, now))}
              </p>
            )}
          </div>
        </div>
      </th>
      <td className="number" data-label={t.common.metrics.followers}>
        <strong>
          <Value>{f.integer(influencer.followers)}</Value>
        </strong>
        {counted('followers')}
      </td>
      <td className="number" data-label={t.common.metrics.engagement}>
        <Value>{f.rate(influencer.engagement_rate)}</Value>
        {counted('engagement_rate')}
      </td>
      <td className="number" data-label={t.influencers.minGrowth}>
        <Delta value={influencer.growth_30_days} text={f.signed(influencer.growth_30_days)} />
        {influencer.growth_30_days_percent !== null && (
          <small>{f.signedPercent(influencer.growth_30_days_percent)}</small>
        )}
        {counted('growth_30_days')}
      </td>
      <td className="number" data-label={t.common.metrics.averageViews}>
        <Value>{f.integer(influencer.average_views)}</Value>
        {counted('average_views')}
      </td>
    </tr>
  );
}
