// What a screen shows in place of data: nothing yet, loading, an error with its remedy.
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/context';
import { useWindowTitle } from '../hooks/useWindowTitle';
import { describeError } from '../http/describe';
import { OfflineError } from '../http/errors';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';

interface ScreenProps {
  /** It is all there is on the screen: then it is the screen's title, and names the window. */
  screen?: boolean;
}

function Title({ screen, children }: ScreenProps & { children: string }) {
  useWindowTitle(screen ? children : null);
  return screen ? <h1 tabIndex={-1}>{children}</h1> : <h2>{children}</h2>;
}

interface EmptyProps extends ScreenProps {
  icon: IconName;
  title: string;
  body: string;
  action?: ReactNode;
  /** Something is wrong, rather than not there. */
  bad?: boolean;
}

export function EmptyState({ icon, title, body, action, bad = false, screen = false }: EmptyProps) {
  return (
    <div className={bad ? 'state state-error' : 'state'}>
      <span className="state-sign">
        <Icon name={icon} size={26} />
      </span>
      <Title screen={screen}>{title}</Title>
      <p>{body}</p>
      {action && <div className="state-action">{action}</div>}
    </div>
  );
}

interface ErrorProps extends ScreenProps {
  error: unknown;
  onRetry?: () => void;
}

export function ErrorState({ error, onRetry, screen = false }: ErrorProps) {
  const { t, f } = useI18n();
  const offline = error instanceof OfflineError;
  return (
    <div className="state state-error" role="alert">
      <span className="state-sign">
        <Icon name="warning" size={26} />
      </span>
      <Title screen={screen}>{offline ? t.common.errors.offlineTitle : t.common.errors.title}</Title>
      <p>{describeError(error, t, f)}</p>
      {onRetry && (
        <div className="state-action">
          <Button icon="sync" onClick={onRetry}>
            {t.common.retry}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Grey blocks in the shape of what comes, so that nothing jumps when it arrives. */
export function Skeleton({ blocks, height = 'card' }: { blocks: number; height?: 'row' | 'card' | 'chart' }) {
  const { t } = useI18n();
  return (
    <div className={`skeletons skeletons-${height}`} role="status">
      <span className="visually-hidden">{t.common.loading}</span>
      {Array.from({ length: blocks }, (_, index) => (
        <span key={index} className="skeleton" aria-hidden="true" />
      ))}
    </div>
  );
}
