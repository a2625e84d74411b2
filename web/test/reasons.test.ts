import { expect, test } from 'vitest';
import page from '../../docs/reference/errors.md?raw';
import { platformWords, reasonOf } from '../src/shared/reasons/kinds';
import { distinctParts, partOf } from '../src/shared/reasons/parts';

test.each([
  ['190/458', 'appRemoved'],
  ['190/460', 'passwordChanged'],
  ['190/463', 'ended'],
  ['102/463', 'ended'],
  ['190/999', 'refused'],
  ['190', 'refused'],
  ['10', 'permissionMissing'],
  ['200', 'permissionMissing'],
  ['299', 'permissionMissing'],
  ['300', 'unknown'],
  ['100', 'setup'],
  ['100/33', 'gone'],
  ['4', 'limit'],
  ['80002', 'limit'],
  ['368', 'blocked'],
  ['2', 'temporary'],
  ['scope_not_authorized', 'permissionMissing'],
  ['http_503', 'temporary'],
  ['http_429', 'limit'],
  ['network', 'unreachable'],
  ['quarantined', 'ours'],
  ['something_new', 'unknown'],
  ['', 'unknown'],
  [null, 'unknown'],
])('%s means %s', (code, kind) => {
  expect(reasonOf(code)).toBe(kind);
});

test('every code of the reference is known', () => {
  const tables = page.slice(page.indexOf('## Codes in the sync log'), page.indexOf('## What a failure does'));
  const codes = [...tables.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code as string),
  );
  expect(codes.length).toBeGreaterThan(25);
  expect(codes.filter((code) => reasonOf(code) === 'unknown')).toEqual([]);
});

test('what the platform itself said is told apart from what the server wrote around it', () => {
  expect(platformWords('Instagram: Session: over (190/463); connect again', '190/463')).toBe('Session: over');
  expect(platformWords('views: Instagram: (#10) No (10); a permission is missing', '10')).toBe('(#10) No');
  expect(
    platformWords('TikTok: HTTP 401: TikTok: Invalid (access_token_invalid); x', 'access_token_invalid'),
  ).toBe('Invalid');
  expect(platformWords('TikTok: (internal_error); temporary', 'internal_error')).toBeNull();
  expect(platformWords('TikTok: no complete answer in time', 'timeout')).toBeNull();
  expect(platformWords('Another user has connected it.', null)).toBeNull();
});

test('parts by the names of the server and of the platforms', () => {
  expect(partOf('follower_count')).toBe('followers');
  expect(partOf('followers and posts')).toBe('followersAndPosts');
  expect(partOf('post_media_view')).toBe('views');
  expect(partOf('reach_last_30_days')).toBe('reach');
  expect(partOf('saved')).toBe('saves');
  expect(partOf('unheard_of')).toBeNull();
});

test('a failure of a part is told once', () => {
  const views = { part: 'views', code: '4', scope: null };
  expect(distinctParts([views, { ...views, part: 'view_count' }, { ...views, part: null }])).toEqual([
    { ...views, part: 'view_count' },
  ]);
  expect(distinctParts([{ part: null, code: 'network', scope: null }])).toHaveLength(1);
  expect(distinctParts(null)).toEqual([]);
});
