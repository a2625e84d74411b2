// A few choices side by side, one of them on: a radio group in other clothes.
import { useId } from 'react';

interface Props<Choice extends string> {
  label: string;
  choices: readonly { value: Choice; text: string }[];
  value: Choice;
  onChange: (value: Choice) => void;
}

export function Segmented<Choice extends string>({ label, choices, value, onChange }: Props<Choice>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span>{choice.text}</span>
        </label>
      ))}
    </fieldset>
  );
}
