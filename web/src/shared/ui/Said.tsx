// Somebody else's own words, in the language they came in: marked as a quotation, never as ours.
interface Props {
  by: string;
  words: string;
}

export function Said({ by, words }: Props) {
  return (
    <p className="trouble-detail">
      {by} <q lang="en">{words}</q>
    </p>
  );
}
