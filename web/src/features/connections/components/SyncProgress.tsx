// A sync under way. How much is left is the platform's affair, so the bar moves without claiming a share.
import { useEffect, useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { Meter } from '../../../shared/ui/Meter';

const longAfterMilliseconds = 8_000;

export function SyncProgress({ platform }: { platform: string }) {
  const { t } = useI18n();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longAfterMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  const text = t.connections.progress.asking(platform);
  return (
    <div className="sync-progress" role="status">
      <Meter label={text} percent={null} />
      <p>{long ? t.connections.progress.background : text}</p>
    </div>
  );
}
