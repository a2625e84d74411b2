// A word with its definition: shown on hover, on focus and by touch; Escape puts it away.
import { useId, useState } from 'react';

export function Term({ name, definition }: { name: string; definition: string }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <button
      type="button"
      className="term"
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-definition`}
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      onClick={() => setOpen(true)}
      onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
    >
      <span id={`${id}-name`}>{name}</span>{' '}
      <span className="term-sign" aria-hidden="true">
        ?
      </span>
      {/* Inside the button, so that the pointer can move onto the definition without it going away. */}
      <span id={`${id}-definition`} role="tooltip" className="term-definition" hidden={!open}>
        {definition}
      </span>
    </button>
  );
}
