// The platforms by the names the database uses, with the names people use.
import { isolated } from './format/isolated';

export const platformNames = {
  instagram: 'Instagram',
  tiktok: 'TikTok',
  facebook: 'Facebook',
  youtube: 'YouTube',
  twitter: 'X (Twitter)',
  linkedin: 'LinkedIn',
  snapchat: 'Snapchat',
  pinterest: 'Pinterest',
  threads: 'Threads',
  twitch: 'Twitch',
} as const;

export type Platform = keyof typeof platformNames;

export const allPlatforms = Object.keys(platformNames) as Platform[];

export function isPlatform(text: string | undefined): text is Platform {
  return text !== undefined && text in platformNames;
}

/** Handles are shown with an at sign where the platform writes them so; page names and ids stay bare. */
export function formatHandle(handle: string): string {
  return /^[\w.-]+$/.test(handle) && !/^\d+$/.test(handle)
    ? `@${handle.replace(/^@/, '')}`
    : isolated(handle);
}
