// Who is signed in, and the way out.
import { useNavigate } from 'react-router';
import { useI18n } from '../i18n/context';
import { choose } from '../features/influencers/choice';
import { type Session, useSignOut } from '../features/session/api';
import { Avatar } from '../shared/ui/Avatar';
import { Button } from '../shared/ui/Button';

export function AccountMenu({ session }: { session: Session }) {
  const { t } = useI18n();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const name = session.display_name ?? t.common.roles[session.role];
  return (
    <details className="account-menu">
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
        <Button
          small
          onClick={() =>
            signOut.mutate(undefined, {
              onSuccess: () => {
                choose([]);
                void navigate('/sign-in');
              },
            })
          }
        >
          {t.common.signOut}
        </Button>
      </div>
    </details>
  );
}
