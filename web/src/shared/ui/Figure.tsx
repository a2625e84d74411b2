// One figure with its name: large, aligned, a dash with a spoken "not known" where it is unknown.
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/context';
import { unknown } from '../format/formatters';

export function Value({ children }: { children: string }) {
  const { t } = useI18n();
  if (children !== unknown) return children;
  return (
    <span className="unknown" title={t.common.unknown}>
      <span aria-hidden="true">{unknown}</span>
      <span className="visually-hidden">{t.common.unknown}</span>
    </span>
  );
}

interface FigureProps {
  label: ReactNode;
  value: string;
  note?: ReactNode;
  size?: 'small' | 'medium' | 'large';
}

/** Belongs in a <dl>. */
export function Figure({ label, value, note, size = 'medium' }: FigureProps) {
  return (
    <div className={`figure figure-${size}`}>
      <dt>{label}</dt>
      <dd>
        <span className="figure-value">
          <Value>{value}</Value>
        </span>
        {note && <span className="figure-note">{note}</span>}
      </dd>
    </div>
  );
}

/** A change with its sign; colour only repeats what the sign says. */
export function Delta({ value, text }: { value: number | null | undefined; text: string }) {
  const direction = !value ? 'flat' : value > 0 ? 'up' : 'down';
  return (
    <span className={`delta delta-${direction}`}>
      <Value>{text}</Value>
    </span>
  );
}
