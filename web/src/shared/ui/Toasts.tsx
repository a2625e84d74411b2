// Short messages about what just happened, spoken by screen readers; errors stay until closed, or over.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useI18n } from '../../i18n/context';
import { Icon } from './Icon';

type ToastTone = 'good' | 'bad' | 'neutral';

interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
  topic: string | undefined;
}

/** Of one topic only the newest error stays, and none once it went well. */
type Announce = (text: string, tone?: ToastTone, topic?: string) => void;

interface Toasts {
  announce: Announce;
  dismissErrors: () => void;
}

const ToastContext = createContext<Toasts>({ announce: () => undefined, dismissErrors: () => undefined });
const visibleMilliseconds = 7000;
let nextId = 1;

export function useAnnounce(): Announce {
  return useContext(ToastContext).announce;
}

/** For the frame: what went wrong on one screen is no news on the next. */
export function useDismissErrors(): () => void {
  return useContext(ToastContext).dismissErrors;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
  const dismiss = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  );
  const announce = useCallback<Announce>(
    (text, tone = 'neutral', topic) => {
      const id = nextId++;
      const isOver = (toast: Toast) =>
        toast.text === text || (topic !== undefined && toast.topic === topic && toast.tone === 'bad');
      setToasts((shown) => [...shown.filter((toast) => !isOver(toast)), { id, tone, text, topic }]);
      if (tone !== 'bad') timers.current.push(setTimeout(() => dismiss(id), visibleMilliseconds));
    },
    [dismiss],
  );
  const dismissErrors = useCallback(
    () => setToasts((shown) => shown.filter((toast) => toast.tone !== 'bad')),
    [],
  );
  const value = useMemo(() => ({ announce, dismissErrors }), [announce, dismissErrors]);
  const region = useMemo(
    () => (
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className="toast" data-tone={toast.tone}>
            <Icon name={toast.tone === 'bad' ? 'warning' : 'check'} size={18} />
            <p>{toast.text}</p>
            <button
              type="button"
              className="icon-button"
              aria-label={t.common.close}
              onClick={() => dismiss(toast.id)}
            >
              <Icon name="cross" size={16} />
            </button>
          </div>
        ))}
      </div>
    ),
    [toasts, dismiss, t],
  );
  return (
    <ToastContext.Provider value={value}>
      {children}
      {region}
    </ToastContext.Provider>
  );
}
