import { expect, test } from 'vitest';
import { initialsOf } from '../src/shared/ui/Avatar';

test.each([
  ['Salma Benali', 'SB'],
  ['𝓢𝓪𝓵𝓶𝓪 𝓑𝓮𝓷𝓷𝓲𝓼', 'SB'],
  ['𝒮𝒶𝓁𝓂𝒶', 'SA'],
  ['سلمى بنعلي', 'سب'],
  ['✨ Salma ✨', 'SA'],
  ['✨🌸', ''],
])('the initials of %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
