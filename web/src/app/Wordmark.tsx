// The name with its sign: a rising line that ends in a point, as the figures do.
export function Wordmark() {
  return (
    <>
      <svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect className="wordmark-ground" width="32" height="32" rx="9" />
        <path className="wordmark-line" d="M8 21.5l5-6 4 3.5 7-9" />
        <circle className="wordmark-point" cx="24" cy="10" r="2.6" />
      </svg>
      <span>
        pg<b>_</b>social
      </span>
    </>
  );
}
