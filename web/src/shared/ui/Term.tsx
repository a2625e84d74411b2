// A word with its definition: shown on hover (by the styles), on focus and by touch; Escape puts it away.
import { useId, useState } from 'react';

export function Term({ name, definition }: { name: string; definition: string }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <span className="term">
      <button
        type="button"
        aria-describedby={id}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      >
        {name}
        {'\u00a0'}
        <span className="term-sign" aria-hidden="true">
          ?
        </span>
      </button>
      <span id={id} role="tooltip" className="term-definition" hidden={!open}>
        {definition}
      </span>
    </span>
  );
}
