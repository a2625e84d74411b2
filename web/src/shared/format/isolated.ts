// A name in a sentence. Platforms let people call themselves as they like: letters that are written from right to left, or
// signs that turn the direction, must not reach what stands beside the name, figures and questions among it.

/** Scripts written from right to left, their mark, and the signs that turn what follows. */
const turning =
  /[\u0590-\u08FF\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const signs = /[\u202A-\u202E\u2066-\u2069]/g;

export function isolated(name: string): string {
  return turning.test(name) ? `\u2068${name.replace(signs, '')}\u2069` : name;
}
