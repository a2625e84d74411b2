// A name may be written from right to left, or hold signs that turn what follows it: it turns nothing but itself.
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { initialsOf } from '../src/shared/ui/Avatar';
import { formatHandle } from '../src/shared/platforms';
import { isolated } from '../src/shared/format/isolated';
import { card, path, serve } from './connectionsPage';
import { renderAt } from './render';
import { connection } from './samples';

test.each([
  ['Salma Benali', 'Salma Benali'],
  ['Chloé 日本 😀', 'Chloé 日本 😀'],
  ['سلمى', '\u2068سلمى\u2069'],
  ['evil\u202Elive', '\u2068evillive\u2069'],
  // What would end the isolation goes as well.
  ['a\u2069\u202Eb\u2067c', '\u2068abc\u2069'],
  ['\u{10800}', '\u2068\u{10800}\u2069'],
  ['mark\u200F', '\u2068mark\u200F\u2069'],
  ['', ''],
])('%j in a sentence', (name, shown) => expect(isolated(name)).toBe(shown));

test('a page’s name beside others keeps to itself, a handle needs nothing', () => {
  expect(formatHandle('متجر 12')).toBe('\u2068متجر 12\u2069');
  expect(formatHandle('salma.benali')).toBe('@salma.benali');
  expect(initialsOf(formatHandle('متجر'))).toBe('مت');
});

test('what is asked before an account is erased reads as it is meant', async () => {
  serve([connection({ platform_display_name: 'Salma\u202E' })]);
  renderAt(path);
  await card(/Salma/);
  await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
  expect(screen.getByRole('heading', { name: 'Disconnect Instagram \u2068Salma\u2069?' })).toBeVisible();
});
