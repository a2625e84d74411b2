// One creator as a merchant sees them: accounts with their measurement times, history, best posts.
import { useParams } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { isolated } from '../../../shared/format/isolated';
import { Avatar } from '../../../shared/ui/Avatar';
import { Button, ButtonLink } from '../../../shared/ui/Button';
import { Delta, Figure } from '../../../shared/ui/Figure';
import { Icon } from '../../../shared/ui/Icon';
import { PageHead } from '../../../shared/ui/PageHead';
import { PostCard } from '../../../shared/ui/PostCard';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { OfAccounts } from '../../../shared/ui/OfAccounts';
import { Term } from '../../../shared/ui/Term';
import { type Influencer, useChosenInfluencers } from '../api';
import { parseIds, useChosen } from '../choice';
import { type Figured, knownOf } from '../known';
import { nameOf } from '../names';
import { useListAddress } from '../wayBack';
import { ProfileAccounts } from './ProfileAccounts';
import { ProfileHistory } from './ProfileHistory';

export default function ProfilePage() {
  const { t } = useI18n();
  const list = useListAddress();
  const { userId = '' } = useParams();
  const found = useChosenInfluencers(parseIds(userId));

  if (found.isError && !found.data)
    return <ErrorState screen error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isLoading || found.isPlaceholderData) return <Skeleton blocks={3} />;
  const influencer = found.data?.find((one) => one.user_id === userId);
  if (!influencer) {
    return (
      <EmptyState
        screen
        icon="search"
        title={t.influencers.profile.gone}
        body={t.influencers.profile.goneBody}
        action={<ButtonLink to={list}>{t.influencers.toList}</ButtonLink>}
      />
    );
  }
  return <Profile influencer={influencer} />;
}

function Profile({ influencer }: { influencer: Influencer }) {
  const { t, f } = useI18n();
  const chosen = useChosen();
  const list = useListAddress();
  const { metrics, definitions } = t.common;
  const name = nameOf(influencer);
  const isChosen = chosen.ids.includes(influencer.user_id);
  const counted = (figure: Figured) => <OfAccounts {...knownOf(influencer, figure)} />;

  return (
    <>
      <div className="profile-head">
        <Avatar name={name} src={influencer.platforms[0]?.avatar} size="large" />
        <PageHead
          title={isolated(name)}
          lede={
            <span className="verified">
              <Icon name="shield" size={18} />
              <Term name={t.influencers.verified} definition={definitions.verified} />
            </span>
          }
          actions={
            <>
              <Button
                icon={isChosen ? 'check' : 'plus'}
                aria-pressed={isChosen}
                disabled={chosen.full && !isChosen}
                onClick={() => chosen.toggle(influencer.user_id)}
              >
                {t.influencers.compare}
              </Button>
              <ButtonLink variant="quiet" to={list}>
                {t.common.back}
              </ButtonLink>
            </>
          }
        />
      </div>
      <dl className="summary" aria-label={t.influencers.profile.total}>
        <Figure
          size="large"
          label={<Term name={metrics.followers} definition={definitions.followers} />}
          value={f.integer(influencer.followers)}
          note={
            <>
              {counted('followers')}
              {influencer.growth_30_days !== null && (
                <>
                  <Delta value={influencer.growth_30_days} text={f.signed(influencer.growth_30_days)} />{' '}
                  {t.influencers.inThirtyDays}
                </>
              )}
            </>
          }
        />
        <Figure
          label={<Term name={metrics.engagement} definition={definitions.engagement} />}
          value={f.rate(influencer.engagement_rate)}
          note={counted('engagement_rate')}
        />
        <Figure
          label={<Term name={t.influencers.growthPercent} definition={definitions.growth} />}
          value={f.signedPercent(influencer.growth_30_days_percent)}
          note={counted('growth_30_days_percent')}
        />
        <Figure
          label={<Term name={metrics.averageViews} definition={definitions.averageViews} />}
          value={f.integer(influencer.average_views)}
          note={counted('average_views')}
        />
      </dl>
      <ProfileAccounts accounts={influencer.platforms} />
      <ProfileHistory userId={influencer.user_id} accounts={influencer.platforms} />
      <section className="section" aria-labelledby="top-posts">
        <h2 id="top-posts">{t.influencers.profile.topPosts}</h2>
        {influencer.top_posts?.length ? (
          <ul className="posts">
            {influencer.top_posts.map((post) => (
              <li key={post.platform_post_id}>
                <PostCard post={post} highlight={`${f.rate(post.engagement_rate)} · ${metrics.engagement}`} />
              </li>
            ))}
          </ul>
        ) : (
          <p className="quiet">{t.influencers.profile.noPosts}</p>
        )}
      </section>
    </>
  );
}
