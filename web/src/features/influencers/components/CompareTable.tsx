// The comparison itself: a column a creator, a row a figure, the best of each row marked in words and weight.
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { isolated } from '../../../shared/format/isolated';
import { useNow } from '../../../shared/hooks/useNow';
import { Avatar } from '../../../shared/ui/Avatar';
import { Value } from '../../../shared/ui/Figure';
import { Icon } from '../../../shared/ui/Icon';
import { OfAccounts } from '../../../shared/ui/OfAccounts';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { ScrollRegion } from '../../../shared/ui/ScrollRegion';
import { Term } from '../../../shared/ui/Term';
import type { Influencer } from '../api';
import { isStale } from '../freshness';
import { type Figured, knownOf } from '../known';
import { nameOf } from '../names';
import { useFilters } from '../wayBack';

interface Props {
  influencers: Influencer[];
  onRemove: (userId: string) => void;
}

type Format = (value: number | null) => string;

/** Whose value is highest; nobody's where fewer than two are known, or where two that are written alike stand first. */
export function bestOf(influencers: Influencer[], column: Figured, format: Format): string | null {
  const known = influencers.filter((influencer) => influencer[column] !== null);
  if (known.length < 2) return null;
  const sorted = known.toSorted((a, b) => (b[column] ?? 0) - (a[column] ?? 0));
  const [first, second] = sorted;
  return first && second && format(first[column]) !== format(second[column]) ? first.user_id : null;
}

export function CompareTable({ influencers, onRemove }: Props) {
  const { t, f } = useI18n();
  const now = useNow();
  const filters = useFilters();
  const { metrics, definitions } = t.common;
  const figures: { column: Figured; name: ReactNode; format: Format }[] = [
    { column: 'followers', name: metrics.followers, format: f.integer },
    {
      column: 'engagement_rate',
      name: <Term name={metrics.engagement} definition={definitions.engagement} />,
      format: f.rate,
    },
    {
      column: 'growth_30_days',
      name: <Term name={t.influencers.minGrowth} definition={definitions.growth} />,
      format: f.signed,
    },
    { column: 'growth_30_days_percent', name: t.influencers.growthPercent, format: f.signedPercent },
    {
      column: 'average_views',
      name: <Term name={metrics.averageViews} definition={definitions.averageViews} />,
      format: f.integer,
    },
  ];

  return (
    <ScrollRegion className="card" label={t.influencers.compareTitle}>
      <table className="compare">
        <caption className="visually-hidden">{t.influencers.compareTitle}</caption>
        <thead>
          <tr>
            <td />
            {influencers.map((influencer) => (
              <th key={influencer.user_id} scope="col">
                <Avatar name={nameOf(influencer)} src={influencer.platforms[0]?.avatar} />
                <Link to={`/merchant/influencers/${influencer.user_id}`} state={filters} dir="auto">
                  {nameOf(influencer)}
                </Link>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={t.influencers.remove(isolated(nameOf(influencer)))}
                  onClick={() => onRemove(influencer.user_id)}
                >
                  <Icon name="cross" size={16} />
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map(({ column, name, format }) => {
            const best = bestOf(influencers, column, format);
            return (
              <tr key={column}>
                <th scope="row">{name}</th>
                {influencers.map((influencer) => (
                  <td key={influencer.user_id} data-best={influencer.user_id === best}>
                    <Value>{format(influencer[column])}</Value>
                    {influencer.user_id === best && <small>{t.influencers.best}</small>}
                    <OfAccounts {...knownOf(influencer, column)} />
                  </td>
                ))}
              </tr>
            );
          })}
          <tr>
            <th scope="row">{t.influencers.accounts}</th>
            {influencers.map((influencer) => (
              <td key={influencer.user_id}>
                <span className="marks">
                  {influencer.platforms.map((account) => (
                    <PlatformMark
                      key={account.connection_id}
                      platform={account.platform}
                      size="small"
                      named
                    />
                  ))}
                </span>
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row">
              <Term name={t.connections.summary.lastSync} definition={definitions.measuredAt} />
            </th>
            {influencers.map((influencer) => (
              <td
                key={influencer.user_id}
                className="measured"
                data-stale={isStale(influencer.measured_at, now)}
              >
                <Value>{f.ago(influencer.measured_at, now)}</Value>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </ScrollRegion>
  );
}
