// Lets a screen be seen by the roles it is for; sends the signed-out to the door and back again.
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { ButtonLink } from '../../../shared/ui/Button';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { type Role, useSession } from '../api';
import { homeOf } from '../roles';

export function Guard({ roles, children }: { roles: Role[]; children: ReactNode }) {
  const { t } = useI18n();
  const session = useSession();
  const { pathname, search, hash } = useLocation();

  if (session.data) {
    if (roles.includes(session.data.role)) return children;
    return (
      <EmptyState
        screen
        icon="shield"
        title={t.common.errors.forbiddenTitle}
        body={t.common.errors.forbiddenBody}
        action={<ButtonLink to={homeOf(session.data.role)}>{t.common.errors.home}</ButtonLink>}
      />
    );
  }
  if (session.data === null)
    return <Navigate to="/sign-in" replace state={{ from: pathname + search + hash }} />;
  if (session.isError)
    return <ErrorState screen error={session.error} onRetry={() => void session.refetch()} />;
  return <Skeleton blocks={3} />;
}
