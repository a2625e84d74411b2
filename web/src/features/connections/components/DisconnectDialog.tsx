// The question before an account and its history are erased. The safe answer comes first.
import { flushSync } from 'react-dom';
import { useI18n } from '../../../i18n/context';
import { describeFailedChange } from '../../../shared/http/describe';
import { isolated } from '../../../shared/format/isolated';
import { platformNames } from '../../../shared/platforms';
import { Button } from '../../../shared/ui/Button';
import { Dialog } from '../../../shared/ui/Dialog';
import { focusScreen } from '../../../shared/ui/focusScreen';
import { useAnnounce } from '../../../shared/ui/Toasts';
import { type Connection, useDisconnect } from '../api';

export function DisconnectDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const disconnect = useDisconnect();
  const words = t.connections.confirmDisconnect;
  const name = `${platformNames[connection.platform]} ${isolated(connection.platform_display_name ?? connection.platform_username)}`;

  return (
    <Dialog
      title={words.title(name)}
      onClose={onClose}
      busy={disconnect.isPending}
      actions={
        <>
          <Button disabled={disconnect.isPending} onClick={onClose}>
            {words.no}
          </Button>
          <Button
            variant="danger"
            busy={disconnect.isPending}
            onClick={() =>
              disconnect.mutate(connection.id, {
                onSuccess: () => {
                  announce(t.connections.result.disconnected(name), 'good');
                  // The card that the dialog would give the focus back to goes as well.
                  flushSync(onClose);
                  focusScreen();
                },
              })
            }
          >
            {words.yes}
          </Button>
        </>
      }
    >
      <p>{words.body}</p>
      <p>{words.instead}</p>
      {disconnect.isError && (
        <p className="inline-error" role="alert">
          {describeFailedChange(disconnect.error, t, f)}
        </p>
      )}
    </Dialog>
  );
}
