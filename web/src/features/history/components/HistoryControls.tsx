// Which figure, which period, which account.
import { useI18n } from '../../../i18n/context';
import { isolated } from '../../../shared/format/isolated';
import { platformNames } from '../../../shared/platforms';
import { Select } from '../../../shared/ui/Fields';
import { Segmented } from '../../../shared/ui/Segmented';
import type { Connection } from '../../connections/api';
import type { Days, Metric } from '../api';

export const together = 'together';
export const sideBySide = 'side-by-side';
/** One of the two above, or a connection's id. */
export type AccountChoice = string;

const metrics: Metric[] = ['followers', 'engagement', 'posts'];
const ranges: Days[] = [7, 30, 90, 365];

interface Props {
  connections: Connection[];
  days: Days;
  onDays: (days: Days) => void;
  metric: Metric;
  onMetric: (metric: Metric) => void;
  choice: AccountChoice;
  onChoice: (choice: AccountChoice) => void;
}

export function HistoryControls({ connections, days, onDays, metric, onMetric, choice, onChoice }: Props) {
  const { t } = useI18n();
  const accounts = connections.map((connection) => ({
    value: connection.id,
    text: `${platformNames[connection.platform]} · ${isolated(connection.platform_display_name ?? connection.platform_username)}`,
  }));
  return (
    <div className="controls">
      <Segmented
        label={t.history.metric}
        choices={metrics.map((value) => ({ value, text: t.common.metrics[value] }))}
        value={metric}
        onChange={onMetric}
      />
      <Segmented
        label={t.history.range}
        choices={ranges.map((range) => ({ value: `${range}` as const, text: t.history.ranges[range] }))}
        value={`${days}` as const}
        onChange={(range) => onDays(Number(range) as Days)}
      />
      {accounts.length > 1 && (
        <Select
          label={t.history.account}
          value={choice}
          choices={[
            { value: together, text: t.history.together },
            { value: sideBySide, text: t.history.sideBySide },
            ...accounts,
          ]}
          onChange={onChoice}
        />
      )}
    </div>
  );
}
