// Writes an objective's value in its unit.
import { useI18n } from '../../../i18n/context';
import { type ObjectiveKind, objectiveKinds } from '../findings';

export function useObjectiveFormat() {
  const { f } = useI18n();
  return (kind: ObjectiveKind | null, value: number | null): string => {
    if (kind === null) return f.decimal(value, 2);
    if (objectiveKinds[kind].unit === 'percent') return f.percent(value, 1);
    return f.milliseconds(value === null ? null : value * 1000);
  };
}
