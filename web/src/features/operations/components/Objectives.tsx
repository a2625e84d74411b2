// The four objectives over the last day: value, objective, met or missed.
import { useI18n } from '../../../i18n/context';
import { Badge } from '../../../shared/ui/Badge';
import { Value } from '../../../shared/ui/Figure';
import { useHealth } from '../api';
import { kindOf, objectiveKinds } from '../findings';
import type { Objective } from '../types';
import { useObjectiveFormat } from './useObjectiveFormat';

export function Objectives() {
  const { t } = useI18n();
  const health = useHealth();
  if (!health.data) return null; // the verdict above shows loading and errors
  return (
    <section aria-labelledby="objectives-title">
      <h2 id="objectives-title" className="quiet-title">
        {t.operations.objectives.title}
      </h2>
      <ul className="objectives">
        {health.data.objectives.map((objective) => (
          <li key={objective.objective}>
            <Tile objective={objective} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tile({ objective }: { objective: Objective }) {
  const { t } = useI18n();
  const format = useObjectiveFormat();
  const words = t.operations.objectives;
  const kind = kindOf(objective);
  const tone = objective.ok === null ? 'neutral' : objective.ok ? 'good' : 'bad';
  const target = format(kind, objective.target);
  return (
    <article className="card objective" data-tone={tone}>
      <h3>{kind ? words[kind] : objective.objective}</h3>
      <p className="figure-value">
        <Value>{format(kind, objective.value)}</Value>
      </p>
      <p className="objective-target">
        <Badge tone={tone}>
          {objective.ok === null ? words.unmeasured : objective.ok ? words.met : words.missed}
        </Badge>
        {kind && words[objectiveKinds[kind].direction](target)}
      </p>
    </article>
  );
}
