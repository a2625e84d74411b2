// The choice to be shown to merchants, with exactly what that means.
import { useI18n } from '../../../i18n/context';
import { Switch } from '../../../shared/ui/Fields';
import { Icon, type IconName } from '../../../shared/ui/Icon';
import type { PreferenceChange } from '../api';

interface Props {
  visible: boolean;
  onChange: (change: PreferenceChange) => void;
}

export function Visibility({ visible, onChange }: Props) {
  const { t } = useI18n();
  const words = t.preferences.visibility;
  return (
    <section className="card" aria-labelledby="visibility-title">
      <h2 id="visibility-title">{words.title}</h2>
      <Switch
        label={words.toggle}
        hint={visible ? words.on : words.off}
        checked={visible}
        onChange={(visible_to_merchants) => onChange({ visible_to_merchants })}
      />
      <div className="visibility-lists" data-dimmed={!visible}>
        <Listed icon="eye" title={words.sees} items={words.seesList} />
        <Listed icon="shield" title={words.hidden} items={words.hiddenList} />
      </div>
    </section>
  );
}

function Listed({ icon, title, items }: { icon: IconName; title: string; items: string[] }) {
  return (
    <div>
      <h3>
        <Icon name={icon} size={18} /> {title}
      </h3>
      <ul className="plain-list">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
