// The processes, what each is doing, and its last sign of life.
import { useI18n } from '../../../i18n/context';
import type { Messages } from '../../../i18n/messages';
import { useHealth, useWorkers } from '../api';
import { isRunning, isSilent, isSyncWorker } from '../findings';
import type { Worker } from '../types';
import { useServerNow } from '../useServerNow';
import { NoteLine } from './NoteLine';
import { Panel } from './Panel';

export function Workers() {
  const { t } = useI18n();
  const workers = useWorkers();
  return (
    <Panel title={t.operations.workers.title} query={workers}>
      {(rows) =>
        rows.length === 0 ? (
          <p className="quiet">{t.operations.workers.none}</p>
        ) : (
          <ul className="workers">
            {rows.map((worker, index) => (
              <li key={worker.pid ?? `${worker.backend_type} ${index}`}>
                <OneWorker worker={worker} />
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}

/** What the processes say of themselves is a handful of fixed texts, and the names of the jobs. */
function doing({ activity, state }: Worker, t: Messages): string {
  const words = t.operations;
  // What one that stopped was doing last tells nothing any more.
  if (state === 'running' && activity)
    return words.workers.activities[activity] ?? words.jobs.names[activity] ?? activity;
  return state === null ? '' : (words.workers.states[state] ?? state);
}

function OneWorker({ worker }: { worker: Worker }) {
  const { t, f } = useI18n();
  const now = useServerNow();
  const health = useHealth();
  const well = isRunning(worker) && !(health.data && isSilent(worker, health.data));
  const words = t.operations.workers;
  const counts: [string, number | null][] = [
    [words.inFlight, worker.in_flight],
    [words.recorded, worker.recorded],
    [words.failed, worker.failed],
  ];
  // The launcher and the scheduler handle no accounts: zeros beside them would only be noise.
  const known = isSyncWorker(worker) ? counts.filter(([, count]) => count !== null) : [];
  return (
    <div className="worker" data-silent={!well}>
      <p>
        <strong>{worker.backend_type}</strong>
        {worker.pid !== null && <span className="quiet"> {worker.pid}</span>}
      </p>
      <p>
        {doing(worker, t)}
        {worker.cautious && <span> · {words.cautious}</span>}
      </p>
      {worker.note && <NoteLine note={worker.note} />}
      {known.length > 0 && (
        <dl>
          {known.map(([name, count]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{f.integer(count)}</dd>
            </div>
          ))}
        </dl>
      )}
      {isRunning(worker) && worker.heartbeat_at && (
        <p className="quiet" title={f.dateTime(worker.heartbeat_at)}>
          {words.heartbeat} {f.ago(worker.heartbeat_at, now)}
        </p>
      )}
    </div>
  );
}
