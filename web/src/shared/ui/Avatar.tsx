// A picture, or initials where there is none or it does not load: platforms' signed picture addresses expire.
import { useState } from 'react';
import type { Platform } from '../platforms';
import { PlatformMark } from './PlatformMark';

export function initialsOf(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(/\s+/);
  const letters = words.length > 1 ? [words[0]?.[0], words.at(-1)?.[0]] : [words[0]?.slice(0, 2)];
  return letters.join('').toLocaleUpperCase();
}

/** A steady hue for a name, so that a person keeps their colour from screen to screen. */
function toneOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return sum % 6;
}

interface Props {
  name: string;
  src?: string | null | undefined;
  platform?: Platform;
  size?: 'small' | 'medium' | 'large';
}

export function Avatar({ name, src, platform, size = 'medium' }: Props) {
  const [failedSrc, setFailedSrc] = useState<string | null>(null);
  const showPicture = src && src !== failedSrc;
  return (
    <span className={`avatar avatar-${size}`} data-tone={toneOf(name)}>
      {showPicture ? (
        <img src={src} alt="" referrerPolicy="no-referrer" loading="lazy" onError={() => setFailedSrc(src)} />
      ) : (
        <span aria-hidden="true">{initialsOf(name)}</span>
      )}
      {platform && <PlatformMark platform={platform} size="small" />}
    </span>
  );
}
