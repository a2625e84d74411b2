// The posts behind the figures, in two lists that must not be confused: best among those published in the period,
// and those that gained most in it whenever they were published.
import { useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { PostCard } from '../../../shared/ui/PostCard';
import { Segmented } from '../../../shared/ui/Segmented';
import { ErrorState, Skeleton } from '../../../shared/ui/States';
import { type Days, type GainedPost, type Post, useGainedPosts, usePublishedPosts } from '../api';

type Order = 'published' | 'gained';
const orders: Order[] = ['published', 'gained'];

export function PeriodPosts({ days, connectionId }: { days: Days; connectionId: string | null }) {
  const { t } = useI18n();
  const [order, setOrder] = useState<Order>('published');
  const published = usePublishedPosts(days, connectionId);
  const gained = useGainedPosts(days, connectionId, order === 'gained');
  const shown = order === 'published' ? published : gained;

  return (
    <section className="section" aria-labelledby="posts-title">
      <div className="section-head">
        <div>
          <h2 id="posts-title">{t.history.posts.title}</h2>
          <p className="section-lede">
            {order === 'published' ? t.history.posts.publishedLede : t.history.posts.gainedLede}
          </p>
        </div>
        <Segmented
          label={t.history.posts.which}
          choices={orders.map((value) => ({ value, text: t.history.posts[value] }))}
          value={order}
          onChange={setOrder}
        />
      </div>
      {shown.isPending && <Skeleton blocks={3} />}
      {shown.isError && <ErrorState error={shown.error} onRetry={() => void shown.refetch()} />}
      {shown.data && <Posts posts={shown.data} order={order} />}
    </section>
  );
}

function Posts({ posts, order }: { posts: (Post | GainedPost)[]; order: Order }) {
  const { t, f } = useI18n();
  const shown = posts.filter((post) => !('likes_gained' in post) || mayHaveGained(post));
  if (shown.length === 0) {
    return (
      <p className="quiet">{order === 'published' ? t.history.posts.none : t.history.posts.noneGained}</p>
    );
  }
  return (
    <ul className="posts">
      {shown.map((post) => (
        <li key={`${post.connection_id}/${post.platform_post_id}`}>
          <PostCard
            post={post}
            highlight={
              'likes_gained' in post
                ? t.history.posts.gainedFigure(f.signed(gainOf(post)))
                : `${f.rate(post.engagement_rate)} · ${t.common.metrics.engagement}`
            }
          />
        </li>
      ))}
    </ul>
  );
}

/** What gained nothing, or lost, is not among those that gained most; an unknown gain is listed last, as a dash. */
function mayHaveGained(post: GainedPost): boolean {
  const gain = gainOf(post);
  return gain === null || gain > 0;
}

/** Likes and comments together, as the list is ordered; unknown where neither is known. */
function gainOf(post: GainedPost): number | null {
  if (post.likes_gained === null && post.comments_gained === null) return null;
  return (post.likes_gained ?? 0) + (post.comments_gained ?? 0);
}
