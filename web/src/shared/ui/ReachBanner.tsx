// Above every screen: that what it shows may be out of date, while nothing new can come. It goes by itself.
import { useI18n } from '../../i18n/context';
import { useOnline } from '../hooks/useOnline';
import { useReach } from '../hooks/useReach';
import { Icon } from './Icon';

export function ReachBanner() {
  const { t } = useI18n();
  const online = useOnline();
  const reach = useReach();
  if (online && reach === 'answers') return null;
  const text = !online ? t.common.offline : t.common[reach === 'away' ? 'away' : 'unreachable'];
  return (
    <p className="offline" role="status">
      <Icon name="warning" size={18} /> {text}
    </p>
  );
}
