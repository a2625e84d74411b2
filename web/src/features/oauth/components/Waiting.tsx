// While the account is being connected: says so, and says more when it takes long.
import { useEffect, useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { Meter } from '../../../shared/ui/Meter';

const longAfterMilliseconds = 8_000;

export function Waiting() {
  const { t } = useI18n();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longAfterMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status">
      <p>{long ? t.oauth.workingLong : t.oauth.working}</p>
      <Meter label={t.common.loading} percent={null} />
    </div>
  );
}
