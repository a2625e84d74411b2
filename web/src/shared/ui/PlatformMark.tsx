// A small drawn sign for each platform, in one style. Our own drawings, not the platforms' logos.
import { type Platform, platformNames } from '../platforms';

const signs: Record<Platform, string> = {
  instagram:
    'M6.5 5h7A1.5 1.5 0 0 1 15 6.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 13.5v-7A1.5 1.5 0 0 1 6.5 5M10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6M12.9 7.1v.1',
  tiktok: 'M11 4.5v8.2a2.5 2.5 0 1 1-2.5-2.5M11 4.5c.2 2 1.7 3.5 3.7 3.6',
  facebook: 'M12.8 5h-1.3A2 2 0 0 0 9.5 7v9M7.3 10h4.7',
  youtube:
    'M5.5 6h9A1.5 1.5 0 0 1 16 7.5v5a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 12.5v-5A1.5 1.5 0 0 1 5.5 6M9 8.3v3.4l2.8-1.7z',
  twitter: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  linkedin: 'M6 9v5.5M6 6v.1M9.5 14.5V9M9.5 11.5c0-3 4.5-3.3 4.5 0v3',
  snapchat:
    'M10 5c2 0 3 1.3 3 3v1.5l1.5.5-1.5 1.3c.5 1.2 1.3 1.7 2 2-1 .7-2 .3-2.8.8-.7.6-1.2 1-2.2 1s-1.5-.4-2.2-1c-.8-.5-1.8-.1-2.8-.8.7-.3 1.5-.8 2-2L5.5 10 7 9.5V8c0-1.7 1-3 3-3',
  pinterest:
    'M8.5 16l2-8.5M7.3 10.5C5.5 7.5 7.5 5 10.3 5c2.9 0 4 2 3.5 4.3-.4 2-1.7 3.2-3.2 3.2-.8 0-1.5-.5-1.6-1',
  threads:
    'M14 7.5C13.3 5.8 12 5 10 5c-3 0-4.5 2-4.5 5s1.5 5 4.5 5c2.2 0 3.8-1 3.8-2.7 0-2.6-5.6-3-5.6-.5 0 1.8 3.6 1.8 3.6-.8 0-1.5-.6-2.5-2.2-2.5',
  twitch: 'M6 5h9v6.5L12.5 14H10l-2 2v-2H6zM9.5 8v2.5M12.3 8v2.5',
};

interface Props {
  platform: Platform;
  /** Off where the platform's name stands beside it. */
  named?: boolean;
  size?: 'small' | 'medium';
}

export function PlatformMark({ platform, named = false, size = 'medium' }: Props) {
  const label = named ? { role: 'img', 'aria-label': platformNames[platform] } : { 'aria-hidden': true };
  return (
    <span className={`platform-mark platform-mark-${size}`} data-platform={platform} {...label}>
      <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        <path d={signs[platform]} />
      </svg>
    </span>
  );
}
