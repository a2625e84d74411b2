// A sync by hand whose outcome is said aloud: what was read, what was not, or why it failed.
import { useQueryClient } from '@tanstack/react-query';
import { useI18n } from '../../i18n/context';
import { describeFailedChange } from '../../shared/http/describe';
import { platformNames } from '../../shared/platforms';
import { reasonOf } from '../../shared/reasons/kinds';
import { useAnnounce } from '../../shared/ui/Toasts';
import { type Connection, connectionsKey, type SyncLog, useSync } from './api';

export function useAnnouncedSync(connection: Connection) {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const client = useQueryClient();
  const sync = useSync();
  const topic = `sync ${connection.id}`;

  function reasonFor(code: string | null | undefined): string {
    const kind = reasonOf(code);
    return kind === 'unknown'
      ? t.reasons.unknownCause
      : t.reasons.told[kind](platformNames[connection.platform]);
  }

  function announceResult(log: SyncLog) {
    const words = t.connections.result;
    // The list was asked for again when the sync had ended.
    const now = client.getQueryData<Connection[]>(connectionsKey)?.find((one) => one.id === connection.id);
    const say = (text: string, tone?: 'good' | 'bad') => announce(text, tone, topic);
    if (log.sync_status === 'queued') say(words.queued);
    else if (log.sync_status === 'failed') say(words.failed(reasonFor(now?.error_code)), 'bad');
    else if (log.sync_status === 'partial_success') say(words.partial);
    else say(words.synced(now?.followers_count ?? null, log.posts_fetched ?? 0), 'good');
  }

  // Told by the promise: the card may be gone by then, as it is when the session has ended.
  function mutate(id: string) {
    void sync
      .mutateAsync(id)
      .then(announceResult, (error: unknown) => announce(describeFailedChange(error, t, f), 'bad', topic));
  }

  return { isPending: sync.isPending, mutate };
}
