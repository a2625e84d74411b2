import { expect, test } from 'vitest';
import en from '../src/i18n/en';
import fr from '../src/i18n/fr';
import { firstLocale } from '../src/i18n/locale';
import { pluralFor } from '../src/i18n/plural';

type Tree = { [key: string]: unknown };

/** Every phrase by its path; functions called with plausible arguments. */
function phrases(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const here = `${path}.${key}`;
    if (typeof value === 'string') found.set(here, value);
    else if (typeof value === 'function')
      found.set(here, String((value as (...a: unknown[]) => unknown)(2, 3, 4)));
    else for (const [name, text] of phrases(value as Tree, here)) found.set(name, text);
  }
  return found;
}

const english = phrases(en);
const french = phrases(fr);

test('both languages have the same phrases, none empty', () => {
  expect([...french.keys()]).toEqual([...english.keys()]);
  for (const [path, text] of [...english, ...french]) {
    expect(text.trim(), path).not.toBe('');
    expect(text, path).not.toMatch(/undefined|\[object|#/);
  }
});

test('of how many accounts is written as the language writes numbers', () => {
  expect(en.common.ofAccounts(1204, 12050)).toBe('1,204 of 12,050 accounts');
  expect(fr.common.ofAccounts(1204, 12050)).toBe('1\u202f204 comptes sur\u00a012\u202f050');
});

test('longer phrases are translated', () => {
  const same = [...english].filter(([path, text]) => text.includes(' ') && french.get(path) === text);
  expect(same.map(([path]) => path)).toEqual([]);
});

test('those who choose creators have one name', () => {
  for (const [path, text] of english) expect(text, path).not.toMatch(/\bbrands?\b/i);
  for (const [path, text] of french) expect(text, path).not.toMatch(/\bmarques?\b/i);
});

test('French does not take the reader for a man', () => {
  for (const [path, text] of french)
    expect(text, path).not.toMatch(/vous (êtes|avez été|vous êtes) \S*(é|u|i)\b(?! ligne)|vous seul\b/i);
});

test('French puts a space before its double punctuation, and none that breaks', () => {
  for (const [path, text] of french) {
    expect(text, path).not.toMatch(/[^\s\d/][:;!?](\s|$)/);
    expect(text, path).not.toMatch(/ [:;!?»]|« /);
  }
});

test('plurals: zero is singular in French and plural in English', () => {
  const forms = { one: '# day', other: '# days' };
  expect(pluralFor('en')(0, forms)).toBe('0 days');
  expect(pluralFor('fr')(0, forms)).toBe('0 day');
  expect(pluralFor('en')(1, forms)).toBe('1 day');
  expect(pluralFor('en')(0, { ...forms, zero: 'today' })).toBe('today');
});

test('the language: remembered, else the browser’s', () => {
  expect(firstLocale()).toBe('en');
  localStorage.setItem('pg_social.locale', 'fr');
  expect(firstLocale()).toBe('fr');
  localStorage.setItem('pg_social.locale', 'xx');
  expect(firstLocale()).toBe('en');
});
