// A sync by hand whose outcome is said aloud: what was read, what was not, or why it failed.
import { useQueryClient } from '@tanstack/react-query';
import { useI18n } from '../../i18n/context';
import { describeError } from '../../shared/http/describe';
import { useAnnounce } from '../../shared/ui/Toasts';
import { type Connection, connectionsKey, useSync } from './api';

export function useAnnouncedSync(connection: Connection) {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const client = useQueryClient();
  const sync = useSync();

  function mutate(id: string) {
    sync.mutate(id, {
      onError: (error) => announce(describeError(error, t, f), 'bad'),
      onSuccess: (log) => {
        const words = t.connections.result;
        if (log.sync_status === 'queued') announce(words.queued);
        else if (log.sync_status === 'failed')
          announce(words.failed(log.error_message ?? t.common.unknown), 'bad');
        else if (log.sync_status === 'partial_success') announce(words.partial);
        else {
          const now = client
            .getQueryData<Connection[]>(connectionsKey)
            ?.find((one) => one.id === connection.id);
          announce(words.synced(f.integer(now?.followers_count), log.posts_fetched ?? 0), 'good');
        }
      },
    });
  }

  return { isPending: sync.isPending, mutate };
}
