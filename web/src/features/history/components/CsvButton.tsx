// The measurements on screen, as a file.
import { useI18n } from '../../../i18n/context';
import { Button } from '../../../shared/ui/Button';
import { useAnnounce } from '../../../shared/ui/Toasts';
import { type Days, useCsvDownload } from '../api';

export function CsvButton({ days, connectionId }: { days: Days; connectionId: string | null }) {
  const { t } = useI18n();
  const announce = useAnnounce();
  const download = useCsvDownload();
  return (
    <Button
      icon="download"
      busy={download.isPending}
      onClick={() =>
        download.mutate({ days, connectionId }, { onError: () => announce(t.history.csvFailed, 'bad') })
      }
    >
      {t.history.csv}
    </Button>
  );
}
