// Picks the right form of a counted phrase; `#` stands for the number as the language writes it.
export interface PluralForms {
  zero?: string;
  one: string;
  other: string;
}

export function pluralFor(locale: string) {
  const rules = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  return (count: number, forms: PluralForms): string => {
    const form =
      count === 0 && forms.zero !== undefined
        ? forms.zero
        : rules.select(count) === 'one'
          ? forms.one
          : forms.other;
    return form.replace('#', number.format(count));
  };
}

/** The server counts mails in trouble to a thousand: there may be more. */
export function orMore(count: number, words: string): string {
  return count >= 1000 ? words : '';
}
