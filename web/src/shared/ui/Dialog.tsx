// A question or explanation over the page: the browser's own modal dialog, so focus and Escape behave.
import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useI18n } from '../../i18n/context';
import { Icon } from './Icon';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** The buttons, the one that changes nothing first. */
  actions: ReactNode;
  /** While the answer is being carried out the question stays: it cannot be taken back any more. */
  busy?: boolean;
}

export function Dialog({ title, onClose, children, actions, busy = false }: Props) {
  const { t } = useI18n();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Whoever clicks twice at what opens it has not read it yet, whichever of its buttons is under the pointer by then.
  const clickedInside = useRef(false);
  function ignoreSecondClick(event: MouseEvent) {
    if (event.detail > 1 && !clickedInside.current) {
      event.preventDefault();
      event.stopPropagation();
    } else clickedInside.current = true;
  }

  // Closed while it is still in the page: only then does focus go back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onClickCapture={ignoreSecondClick}
      onCancel={(event) => busy && event.preventDefault()}
      onClose={() => {
        if (!dialog.current || dialog.current.open) return;
        // A browser lets a second Escape through.
        if (busy) dialog.current.showModal();
        else onClose();
      }}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t.common.close}
          disabled={busy}
          onClick={onClose}
        >
          <Icon name="cross" />
        </button>
      </div>
      <div className="dialog-body">{children}</div>
      <div className="dialog-actions">{actions}</div>
    </dialog>
  );
}
