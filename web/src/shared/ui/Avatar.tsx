// A picture, or initials where there is none or it does not load: platforms' signed picture addresses expire.
import { useState } from 'react';
import type { Platform } from '../platforms';
import { Icon } from './Icon';
import { PlatformMark } from './PlatformMark';

/** Of what one reads as letters, which platforms' “fancy” ones are not; empty for a name of other signs alone. */
export function initialsOf(name: string): string {
  const words = name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .split(/\s+/);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  const letters =
    words.length > 1 ? [Array.from(first)[0], Array.from(last)[0]] : Array.from(first).slice(0, 2);
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
  const initials = initialsOf(name);
  return (
    <span className={`avatar avatar-${size}`} data-tone={toneOf(name)}>
      {showPicture ? (
        <img src={src} alt="" referrerPolicy="no-referrer" loading="lazy" onError={() => setFailedSrc(src)} />
      ) : (
        <span aria-hidden="true">{initials || <Icon name="person" />}</span>
      )}
      {platform && <PlatformMark platform={platform} size="small" />}
    </span>
  );
}
