// The frame around every screen: name, navigation for the role, language, who is signed in, offline banner.
import { useEffect, useRef } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { useI18n } from '../i18n/context';
import { useSession } from '../features/session/api';
import { OnDemand } from '../shared/ui/OnDemand';
import { ReachBanner } from '../shared/ui/ReachBanner';
import { Skeleton } from '../shared/ui/States';
import { useDismissErrors } from '../shared/ui/Toasts';
import { AccountMenu } from './AccountMenu';
import { LanguageSwitch } from './LanguageSwitch';
import { Navigation } from './Navigation';
import { Wordmark } from './Wordmark';

export function Shell() {
  const { t } = useI18n();
  const session = useSession();
  const main = useRef<HTMLElement>(null);
  const { pathname, hash } = useLocation();
  const dismissErrors = useDismissErrors();
  const shownPath = useRef(pathname);

  // A new screen begins at its top, for eyes and for screen readers alike.
  useEffect(() => {
    if (shownPath.current === pathname) return;
    shownPath.current = pathname;
    if (!hash) window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
    // Why one was brought to the door is to be read there.
    if (pathname !== '/sign-in') dismissErrors();
  }, [pathname, hash, dismissErrors]);

  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {t.common.skipToContent}
      </a>
      <header className="shell-head">
        <Link to="/" className="wordmark" aria-label="pg_social">
          <Wordmark />
        </Link>
        {session.data && <Navigation role={session.data.role} />}
        <div className="shell-tools">
          <LanguageSwitch />
          {session.data && <AccountMenu session={session.data} />}
        </div>
      </header>
      <ReachBanner />
      <main id="main" ref={main} tabIndex={-1}>
        <OnDemand screen place={pathname} placeholder={<Skeleton blocks={3} />}>
          <Outlet />
        </OnDemand>
      </main>
    </div>
  );
}
