// Which figures a sync could not have, from the names that the server and the platforms give them.

export interface MissingPart {
  part: string | null;
  code: string | null;
  scope: string | null;
}

export type PartKind =
  | 'followers'
  | 'followersAndPosts'
  | 'following'
  | 'posts'
  | 'likes'
  | 'comments'
  | 'shares'
  | 'saves'
  | 'views'
  | 'reach'
  | 'profile'
  | 'publishedAt';

const patterns: [RegExp, PartKind][] = [
  [/^followers and posts$/, 'followersAndPosts'],
  [/^followers?(_count)?$/, 'followers'],
  [/^(following|follows)_count$/, 'following'],
  [/^(posts|media_count|video_count)$/, 'posts'],
  [/^(likes?(_count)?|reactions)$/, 'likes'],
  [/^comments?(_count)?$/, 'comments'],
  [/^shares?(_count)?$/, 'shares'],
  [/^saved?(s|_count)?$/, 'saves'],
  [/view/, 'views'],
  [/^reach/, 'reach'],
  [/^profile$/, 'profile'],
  [/^published_at$/, 'publishedAt'],
];

export function partOf(name: string): PartKind | null {
  return patterns.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** Each thing once; a failure that is told of a part is not told again on its own. */
export function distinctParts(parts: MissingPart[] | null): MissingPart[] {
  const told = new Map<string, MissingPart>();
  for (const one of parts ?? []) {
    const kind = one.part === null ? '' : (partOf(one.part) ?? one.part);
    told.set([kind, one.code, one.scope].join('/'), one);
  }
  const all = [...told.values()];
  return all.filter(
    ({ part, code }) => part !== null || !all.some((other) => other.part !== null && other.code === code),
  );
}
