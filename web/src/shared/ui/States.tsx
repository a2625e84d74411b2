// What a screen shows in place of data: nothing yet, loading, an error with its remedy.
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/context';
import { describeError } from '../http/describe';
import { OfflineError } from '../http/errors';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';

interface EmptyProps {
  icon: IconName;
  title: string;
  body: string;
  action?: ReactNode;
  /** Something is wrong, rather than not there. */
  bad?: boolean;
}

export function EmptyState({ icon, title, body, action, bad = false }: EmptyProps) {
  return (
    <div className={bad ? 'state state-error' : 'state'}>
      <span className="state-sign">
        <Icon name={icon} size={26} />
      </span>
      <h2>{title}</h2>
      <p>{body}</p>
      {action && <div className="state-action">{action}</div>}
    </div>
  );
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t, f } = useI18n();
  const offline = error instanceof OfflineError;
  return (
    <div className="state state-error" role="alert">
      <span className="state-sign">
        <Icon name="warning" size={26} />
      </span>
      <h2>{offline ? t.common.errors.offlineTitle : t.common.errors.title}</h2>
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
