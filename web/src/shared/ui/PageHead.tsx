// The head of a screen: its title, one sentence, and what one can do with all of it. Also names the window.
import type { ReactNode } from 'react';
import { useWindowTitle } from '../hooks/useWindowTitle';

interface Props {
  title: string;
  lede?: ReactNode;
  actions?: ReactNode;
}

export function PageHead({ title, lede, actions }: Props) {
  useWindowTitle(title);
  return (
    <header className="page-head">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {lede && <p className="lede">{lede}</p>}
      </div>
      {actions && <div className="page-actions">{actions}</div>}
    </header>
  );
}
