// The screens of one's role: across the head on a desk, along the bottom on a phone.
import { NavLink } from 'react-router';
import { useI18n } from '../i18n/context';
import { useUnreadCount } from '../features/notices/api';
import type { Role } from '../features/session/api';
import { destinations } from '../features/session/roles';
import { Icon } from '../shared/ui/Icon';

export function Navigation({ role }: { role: Role }) {
  const { t, f } = useI18n();
  const unread = useUnreadCount(role === 'influencer');
  return (
    <nav className="shell-nav" aria-label={t.common.mainNavigation}>
      <ul>
        {destinations[role].map(({ path, icon, text }) => (
          <li key={path}>
            <NavLink to={path} end={path !== '/merchant/influencers'}>
              <Icon name={icon} />
              <span>{text(t)}</span>
              {icon === 'bell' && !!unread.data && (
                <span className="count">
                  <span aria-hidden="true">{f.integer(unread.data)}</span>
                  <span className="visually-hidden">{t.notices.unread(unread.data)}</span>
                </span>
              )}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
