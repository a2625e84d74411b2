// Writes an objective's value in its unit.
import { useI18n } from '../../../i18n/context';
import { type ObjectiveKind, objectiveKinds } from '../findings';

export function useObjectiveFormat() {
  const { f } = useI18n();
  return (kind: ObjectiveKind | null, value: number | null): string => {
    if (kind === null) return f.decimal(value, 2);
    // To the two decimals that it is judged by, or "5 s" might stand beside "under 5 s: met".
    if (objectiveKinds[kind].unit === 'percent') return f.percent(value, 2);
    return f.milliseconds(value === null ? null : value * 1000, 2);
  };
}
