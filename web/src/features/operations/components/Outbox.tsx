// The latest mails: waiting, sent, failed and why. Recipients are masked by the server.
import { useI18n } from '../../../i18n/context';
import { Badge, type Tone } from '../../../shared/ui/Badge';
import { Said } from '../../../shared/ui/Said';
import { useOutbox } from '../api';
import { useServerNow } from '../useServerNow';
import { Panel } from './Panel';

const tones: Record<string, Tone> = { retrying: 'warn', gave_up: 'bad', sent: 'good' };
const failing = ['retrying', 'gave_up'];

export function Outbox() {
  const { t, f } = useI18n();
  const now = useServerNow();
  const outbox = useOutbox();
  const words = t.operations.outbox;
  return (
    <Panel title={words.title} query={outbox} width="third">
      {(rows) =>
        rows.length === 0 ? (
          <p className="quiet">{words.none}</p>
        ) : (
          <ul className="rows">
            {rows.map((mail) => (
              <li key={mail.id} className="row">
                <div>
                  <p>
                    <strong>{words.kinds[mail.kind] ?? mail.kind}</strong>
                  </p>
                  <p className="quiet">
                    {mail.recipient} · {f.ago(mail.sent_at ?? mail.created_at, now)}
                    {(mail.attempts ?? 0) > 1 && ` · ${words.attempts(mail.attempts ?? 0)}`}
                  </p>
                  {mail.status === 'retrying' && mail.next_attempt_at && (
                    <p className="quiet">{words.next(f.relative(mail.next_attempt_at, now))}</p>
                  )}
                  {failing.includes(mail.status) && mail.last_error && (
                    <Said by={t.reasons.inDetail} words={mail.last_error} />
                  )}
                </div>
                <Badge tone={tones[mail.status] ?? 'neutral'}>
                  {words.status[mail.status] ?? mail.status}
                </Badge>
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}
