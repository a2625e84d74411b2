// The demo's door: pick one of its people. Anywhere else it says that the host application signs people in.
import { Navigate, useLocation } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { Avatar } from '../../../shared/ui/Avatar';
import { PageHead } from '../../../shared/ui/PageHead';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { type DemoPerson, type Role, useDemoPeople, useSession, useSignIn } from '../api';
import { homeOf, isOwn } from '../roles';

const roleOrder: Role[] = ['influencer', 'merchant', 'admin'];

export default function SignInPage() {
  const { t } = useI18n();
  const session = useSession();
  const people = useDemoPeople(session.data === null);
  const signIn = useSignIn();
  const wanted = (useLocation().state as { from?: string } | null)?.from;

  if (session.data) {
    const { role } = session.data;
    return <Navigate to={wanted && isOwn(role, wanted) ? wanted : homeOf(role)} replace />;
  }
  if (session.isError)
    return <ErrorState screen error={session.error} onRetry={() => void session.refetch()} />;
  if (session.isPending || people.isPending) return <Skeleton blocks={3} height="row" />;
  if (!people.data?.length) {
    return (
      <EmptyState screen icon="shield" title={t.session.signedOutTitle} body={t.session.signedOutBody} />
    );
  }
  return (
    <div className="sign-in">
      <PageHead title={t.session.demoTitle} lede={t.session.demoLede} />
      {signIn.isError && (
        <p className="inline-error" role="alert">
          {t.session.demoFailed}
        </p>
      )}
      {roleOrder.map((role) => (
        <PeopleOfRole
          key={role}
          role={role}
          people={people.data?.filter((person) => person.role === role) ?? []}
          onPick={(person) => signIn.mutate(person.token)}
        />
      ))}
    </div>
  );
}

interface PeopleProps {
  role: Role;
  people: DemoPerson[];
  onPick: (person: DemoPerson) => void;
}

function PeopleOfRole({ role, people, onPick }: PeopleProps) {
  const { t } = useI18n();
  if (people.length === 0) return null;
  return (
    <section className="people">
      <h2>
        {t.common.roles[role]} <small>{t.session.roleLede[role]}</small>
      </h2>
      <ul>
        {people.map((person) => (
          <li key={person.name}>
            <button type="button" className="person" onClick={() => onPick(person)}>
              <Avatar name={person.name} />
              <span>{person.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
