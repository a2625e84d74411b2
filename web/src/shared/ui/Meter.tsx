// A bar that fills: known progress, or moving while nobody knows how much is left. Drawn without inline styles.
interface Props {
  label: string;
  /** 0 to 100; null where the share is not known. */
  percent: number | null;
  tone?: 'accent' | 'good' | 'warn' | 'bad';
}

export function Meter({ label, percent, tone = 'accent' }: Props) {
  if (percent === null) {
    return (
      <div className="meter meter-moving" role="progressbar" aria-label={label}>
        <span />
      </div>
    );
  }
  const shown = Math.min(100, Math.max(0, percent));
  return (
    <svg
      className="meter"
      data-tone={tone}
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(shown)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <rect className="meter-track" width="100" height="1" />
      <rect className="meter-fill" width={shown} height="1" />
    </svg>
  );
}
