// One post: its picture or the beginning of its text, its counts, and the way to it at the platform.
import { useState } from 'react';
import { useI18n } from '../../i18n/context';
import type { Platform } from '../platforms';
import { webAddress } from '../webAddress';
import { Value } from './Figure';
import { Icon, type IconName } from './Icon';
import { PlatformMark } from './PlatformMark';

export interface ShownPost {
  platform: Platform;
  caption: string | null;
  thumbnail_url: string | null;
  permalink: string | null;
  likes_count: number | null;
  comments_count: number | null;
  views_count: number | null;
  published_at: string | null;
}

interface Props {
  post: ShownPost;
  highlight: string;
}

export function PostCard({ post, highlight }: Props) {
  const { t, f } = useI18n();
  const link = webAddress(post.permalink);
  const text = post.caption?.trim() ? post.caption : t.history.posts.untitled;
  return (
    <article className="post">
      <Thumbnail src={post.thumbnail_url} platform={post.platform} />
      <div className="post-text">
        <p className="post-highlight">{highlight}</p>
        {/* By its own first letters; what is said about the link does not count among them. */}
        <p className="post-caption" dir="auto">
          {link ? (
            <a href={link} target="_blank" rel="noreferrer">
              {text}
              <bdi className="visually-hidden"> ({t.common.newTab})</bdi>
            </a>
          ) : (
            text
          )}
        </p>
        <ul className="post-counts">
          <Count icon="heart" name={t.common.metrics.likes} value={f.compact(post.likes_count)} />
          <Count icon="comment" name={t.common.metrics.comments} value={f.compact(post.comments_count)} />
          <Count icon="eye" name={t.common.metrics.views} value={f.compact(post.views_count)} />
          <li className="post-date">{f.shortDate(post.published_at)}</li>
        </ul>
      </div>
    </article>
  );
}

function Count({ icon, name, value }: { icon: IconName; name: string; value: string }) {
  return (
    <li title={name}>
      <Icon name={icon} size={15} />
      <span className="visually-hidden">{name} </span>
      <Value>{value}</Value>
    </li>
  );
}

function Thumbnail({ src, platform }: { src: string | null; platform: Platform }) {
  const [failedSrc, setFailedSrc] = useState<string | null>(null);
  return (
    <span className="post-picture" data-platform={platform}>
      {src && src !== failedSrc && (
        <img src={src} alt="" referrerPolicy="no-referrer" loading="lazy" onError={() => setFailedSrc(src)} />
      )}
      <PlatformMark platform={platform} named />
    </span>
  );
}
