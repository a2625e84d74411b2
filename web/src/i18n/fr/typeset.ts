// French typography, applied to the whole dictionary: the space before double punctuation and inside guillemets never
// breaks, so that no line begins with a lone question mark.
export function typesetPhrase(text: string): string {
  return text
    .replace(/ ([;!?])/g, '\u202f$1')
    .replace(/ ([:»])/g, '\u00a0$1')
    .replace(/« /g, '«\u00a0');
}

/** The same words, and functions whose words are set when they are called. */
export function typeset<Words>(words: Words): Words {
  if (typeof words === 'string') return typesetPhrase(words) as Words;
  if (typeof words === 'function') {
    const write = words as unknown as (...values: unknown[]) => unknown;
    return ((...values: unknown[]) => typeset(write(...values))) as Words;
  }
  if (Array.isArray(words)) return words.map((word: unknown) => typeset(word)) as Words;
  if (words === null || typeof words !== 'object') return words;
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, typeset<unknown>(value)]),
  ) as Words;
}
