// Who is signed in, and the way out.
import { useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useI18n } from '../i18n/context';
import { choose } from '../features/influencers/choice';
import { type Session, useSignOut } from '../features/session/api';
import { describeFailedChange } from '../shared/http/describe';
import { Avatar } from '../shared/ui/Avatar';
import { Button } from '../shared/ui/Button';
import { useAnnounce } from '../shared/ui/Toasts';

/** A menu that is open closes by Escape, by whatever happens outside of it, and on another screen. */
function useClosingMenu() {
  const menu = useRef<HTMLDetailsElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const close = () => menu.current && (menu.current.open = false);
    const closeOutside = ({ target }: Event) => !menu.current?.contains(target as Node) && close();
    const closeByKey = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape' || !menu.current?.open) return;
      if (menu.current.contains(document.activeElement)) menu.current.querySelector('summary')?.focus();
      close();
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    document.addEventListener('keydown', closeByKey);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
      document.removeEventListener('keydown', closeByKey);
      close();
    };
  }, [pathname]);
  return menu;
}

export function AccountMenu({ session }: { session: Session }) {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const menu = useClosingMenu();
  const name = session.display_name ?? t.common.roles[session.role];
  // Told by the promise: mutate() tells no component that is gone, and this one goes with the session.
  const leave = () =>
    void signOut.mutateAsync().then(
      () => {
        choose([]);
        void navigate('/sign-in', { replace: true });
      },
      (error: unknown) => announce(describeFailedChange(error, t, f), 'bad'),
    );
  return (
    <details ref={menu} className="account-menu">
      <summary>
        <Avatar name={name} size="small" />
        <span className="visually-hidden">{name}</span>
      </summary>
      <div className="account-panel">
        <p>
          <strong>{name}</strong>
          <br />
          {t.common.roles[session.role]}
        </p>
        <Button small busy={signOut.isPending} onClick={leave}>
          {t.common.signOut}
        </Button>
      </div>
    </details>
  );
}
