// Which address shows which screen, and to whom. Each screen is its own download.
import { lazy } from 'react';
import { Navigate, Outlet, Route, Routes } from 'react-router';
import { useI18n } from '../i18n/context';
import { useSession } from '../features/session/api';
import { Guard } from '../features/session/components/Guard';
import { homeOf } from '../features/session/roles';
import { ButtonLink } from '../shared/ui/Button';
import { EmptyState, Skeleton } from '../shared/ui/States';
import { Shell } from './Shell';

const SignInPage = lazy(() => import('../features/session/components/SignInPage'));
const ConnectionsPage = lazy(() => import('../features/connections/components/ConnectionsPage'));
const HistoryPage = lazy(() => import('../features/history/components/HistoryPage'));
const OAuthCallbackPage = lazy(() => import('../features/oauth/components/OAuthCallbackPage'));
const NoticesPage = lazy(() => import('../features/notices/components/NoticesPage'));
const PreferencesPage = lazy(() => import('../features/preferences/components/PreferencesPage'));
const InfluencersPage = lazy(() => import('../features/influencers/components/InfluencersPage'));
const ProfilePage = lazy(() => import('../features/influencers/components/ProfilePage'));
const ComparePage = lazy(() => import('../features/influencers/components/ComparePage'));
const OverviewPage = lazy(() => import('../features/operations/components/OverviewPage'));
const SyncLogPage = lazy(() => import('../features/operations/components/SyncLogPage'));

function Home() {
  const session = useSession();
  if (session.isPending) return <Skeleton blocks={3} />;
  return <Navigate to={session.data ? homeOf(session.data.role) : '/sign-in'} replace />;
}

function NotFound() {
  const { t } = useI18n();
  return (
    <EmptyState
      screen
      icon="search"
      title={t.common.errors.notFoundTitle}
      body={t.common.errors.notFoundBody}
      action={<ButtonLink to="/">{t.common.errors.home}</ButtonLink>}
    />
  );
}

export function AppRoutes() {
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<Home />} />
        <Route path="sign-in" element={<SignInPage />} />
        {/* Says by itself when nobody is signed in: what came back from the platform must not be lost in a redirect. */}
        <Route path="oauth/callback/:platform" element={<OAuthCallbackPage />} />
        <Route path="influencer" element={<Guarded roles={['influencer']} />}>
          <Route path="social-media" element={<ConnectionsPage />} />
          <Route path="social-media/history" element={<HistoryPage />} />
          <Route path="notices" element={<NoticesPage />} />
          <Route path="preferences" element={<PreferencesPage />} />
        </Route>
        <Route path="merchant" element={<Guarded roles={['merchant', 'admin']} />}>
          <Route path="influencers" element={<InfluencersPage />} />
          <Route path="influencers/:userId" element={<ProfilePage />} />
          <Route path="compare" element={<ComparePage />} />
        </Route>
        <Route path="operator" element={<Guarded roles={['admin']} />}>
          <Route index element={<OverviewPage />} />
          <Route path="sync-log" element={<SyncLogPage />} />
        </Route>
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

function Guarded({ roles }: { roles: Parameters<typeof Guard>[0]['roles'] }) {
  return (
    <Guard roles={roles}>
      <Outlet />
    </Guard>
  );
}
