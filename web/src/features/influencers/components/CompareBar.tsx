// Follows at the bottom while creators are being chosen.
import { useI18n } from '../../../i18n/context';
import { Button, ButtonLink } from '../../../shared/ui/Button';
import { focusScreen } from '../../../shared/ui/focusScreen';
import { useChosen } from '../choice';
import { useFilters } from '../wayBack';

export function CompareBar() {
  const { t } = useI18n();
  const chosen = useChosen();
  const filters = useFilters();
  if (chosen.ids.length === 0) return null;
  return (
    <aside className="compare-bar" aria-label={t.influencers.compare}>
      <p role="status">
        <strong>{t.influencers.picked(chosen.ids.length)}</strong>{' '}
        <span>{chosen.full ? t.influencers.full : t.influencers.pickMore}</span>
      </p>
      <Button
        small
        variant="quiet"
        onClick={() => {
          chosen.clear();
          focusScreen();
        }}
      >
        {t.influencers.clearPicked}
      </Button>
      <ButtonLink
        small
        variant="primary"
        icon="compare"
        to={`/merchant/compare?ids=${chosen.ids.join(',')}`}
        state={filters}
      >
        {t.influencers.compare}
      </ButtonLink>
    </aside>
  );
}
