// Rows of the sync log: when, which account, what came of it, why, and what it cost. On a phone each stands as a card.
import { useI18n } from '../../../i18n/context';
import { formatHandle, platformNames } from '../../../shared/platforms';
import { Badge, type Tone } from '../../../shared/ui/Badge';
import { Value } from '../../../shared/ui/Figure';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { MissingList } from '../../../shared/reasons/MissingList';
import { Said } from '../../../shared/ui/Said';
import { ScrollRegion } from '../../../shared/ui/ScrollRegion';
import type { LogRow } from '../types';
import { Cause } from './Cause';

const tones: Record<string, Tone> = {
  success: 'good',
  partial_success: 'warn',
  failed: 'bad',
  queued: 'busy',
};

export function LogTable({ rows }: { rows: LogRow[] }) {
  const { t } = useI18n();
  const words = t.operations.log;
  return (
    <ScrollRegion label={words.title}>
      <table className="log">
        <caption className="visually-hidden">{words.title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.time}</th>
            <th scope="col">{words.account}</th>
            <th scope="col">{words.type}</th>
            <th scope="col">{words.status}</th>
            <th scope="col" className="number">
              {words.took}
            </th>
            <th scope="col" className="number">
              {words.calls}
            </th>
            <th scope="col">{words.details}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <OneRow key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function OneRow({ row }: { row: LogRow }) {
  const { t, f } = useI18n();
  const words = t.operations.log;
  const status = words.statuses[row.sync_status] ?? row.sync_status;
  return (
    <tr>
      <td className="log-time">{f.dateTime(row.started_at)}</td>
      <td className="log-who">
        <span className="log-account">
          <PlatformMark platform={row.platform} size="small" />
          <span className="visually-hidden">{platformNames[row.platform]} </span>
          {row.platform_username ? formatHandle(row.platform_username) : <em>{words.erased}</em>}
        </span>
      </td>
      <td className="log-type">{words.types[row.sync_type] ?? row.sync_type}</td>
      <td className="log-outcome">
        <Badge tone={tones[row.sync_status] ?? 'neutral'}>{status}</Badge>
      </td>
      <td className="number log-cost" data-label={words.took}>
        <Value>{f.milliseconds(row.duration_ms)}</Value>
      </td>
      <td className="number log-cost" data-label={words.calls}>
        <Value>{f.integer(row.api_calls_made)}</Value>
      </td>
      <td className="log-details">
        <LogDetails row={row} />
      </td>
    </tr>
  );
}

function LogDetails({ row }: { row: LogRow }) {
  const { t } = useI18n();
  const messages = row.errors_encountered ?? (row.error_message ? [row.error_message] : []);
  if (row.sync_status === 'failed') {
    return (
      <>
        {row.error_code && <code>{row.error_code}</code>}
        <Cause platform={row.platform} code={row.error_code} message={row.error_message} />
      </>
    );
  }
  if (messages.length === 0) {
    return row.posts_fetched !== null ? (
      <span className="quiet">{t.operations.log.posts(row.posts_fetched)}</span>
    ) : null;
  }
  return (
    <>
      {row.error_code && <code>{row.error_code}</code>}
      <MissingList platform={row.platform} parts={row.missing_parts} />
      <Said by={t.reasons.inDetail} words={messages.join('; ')} />
    </>
  );
}
