// Short messages about what just happened, spoken by screen readers; errors stay until closed.
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useI18n } from '../../i18n/context';
import { Icon } from './Icon';

type ToastTone = 'good' | 'bad' | 'neutral';

interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
}

type Announce = (text: string, tone?: ToastTone) => void;

const ToastContext = createContext<Announce>(() => undefined);
const visibleMilliseconds = 7000;
let nextId = 1;

export function useAnnounce(): Announce {
  return useContext(ToastContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const dismiss = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  );
  const announce = useCallback<Announce>(
    (text, tone = 'neutral') => {
      const id = nextId++;
      setToasts((shown) => [...shown.filter((toast) => toast.text !== text), { id, tone, text }]);
      if (tone !== 'bad') setTimeout(() => dismiss(id), visibleMilliseconds);
    },
    [dismiss],
  );
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
    <ToastContext.Provider value={announce}>
      {children}
      {region}
    </ToastContext.Provider>
  );
}
