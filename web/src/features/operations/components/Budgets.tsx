// How much of each platform's request budget is used.
import { useI18n } from '../../../i18n/context';
import { platformNames } from '../../../shared/platforms';
import { Meter } from '../../../shared/ui/Meter';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { useBudgets } from '../api';
import type { Budget } from '../types';
import { useServerNow } from '../useServerNow';
import { Panel } from './Panel';

const nearlyUsedPercent = 75;
const usedUpPercent = 95;

export function Budgets() {
  const { t } = useI18n();
  const budgets = useBudgets();
  return (
    <Panel title={t.operations.budgets.title} query={budgets} width="third">
      {(rows) =>
        rows.length === 0 ? (
          <p className="quiet">{t.operations.budgets.none}</p>
        ) : (
          <ul className="rows">
            {rows.map((budget) => (
              <li key={`${budget.platform}/${budget.app}/${budget.reach ?? ''}`}>
                <OneBudget budget={budget} />
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}

function OneBudget({ budget }: { budget: Budget }) {
  const { t, f } = useI18n();
  const now = useServerNow();
  const words = t.operations.budgets;
  const platform = platformNames[budget.platform];
  // Most platforms have one app; of several each has its own budget.
  const name = budget.app === 'default' ? platform : `${platform} · ${budget.app}`;
  const used = budget.used_percent ?? 0;
  const tone = used >= usedUpPercent ? 'bad' : used >= nearlyUsedPercent ? 'warn' : 'good';
  return (
    <div className="row">
      <PlatformMark platform={budget.platform} size="small" />
      <div>
        <p>
          <strong>{name}</strong> {used > 0 && words.used(f.percent(used, 0))}
        </p>
        {used > 0 && <Meter label={words.label(name)} percent={used} tone={tone} />}
        <p className="quiet">
          {budget.calls_last_hour ? words.calls(f.integer(budget.calls_last_hour)) : words.none}
          {budget.resets_at && ` · ${words.resets(f.relative(budget.resets_at, now))}`}
        </p>
      </div>
    </div>
  );
}
