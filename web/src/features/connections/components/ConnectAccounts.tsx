// The platforms one can connect. Those that cannot be are shown and say why, so that nobody searches for them.
import { useI18n } from '../../../i18n/context';
import { usePlatformOffers } from '../../../shared/hooks/usePlatformOffers';
import { allPlatforms, type Platform, platformNames } from '../../../shared/platforms';
import { Icon } from '../../../shared/ui/Icon';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { ErrorState } from '../../../shared/ui/States';

interface Props {
  first: boolean;
  onChoose: (platform: Platform) => void;
}

export function ConnectAccounts({ first, onChoose }: Props) {
  const { t } = useI18n();
  const offers = usePlatformOffers();
  if (offers.isError) return <ErrorState error={offers.error} onRetry={() => void offers.refetch()} />;
  if (!offers.data) return null;

  const connectable = new Set(
    offers.data.filter((offer) => offer.connectable).map((offer) => offer.platform),
  );
  const known = new Set(offers.data.map((offer) => offer.platform));
  const ready = allPlatforms.filter((platform) => connectable.has(platform));
  const later = allPlatforms.filter((platform) => known.has(platform) && !connectable.has(platform));

  return (
    <section className="connect" aria-labelledby="connect-title">
      <h2 id="connect-title">{first ? t.connections.add.first : t.connections.add.title}</h2>
      <p className="section-lede">{t.connections.add.lede}</p>
      <ul className="connect-list">
        {ready.map((platform) => (
          <li key={platform}>
            <button
              type="button"
              className="connect-choice"
              aria-label={t.connections.add.choose(platformNames[platform])}
              onClick={() => onChoose(platform)}
            >
              <PlatformMark platform={platform} />
              <span>{platformNames[platform]}</span>
              <Icon name="plus" size={18} />
            </button>
          </li>
        ))}
      </ul>
      {later.length > 0 && (
        <p className="connect-later">
          {t.connections.add.unavailable(later.map((platform) => platformNames[platform]).join(', '))}
        </p>
      )}
    </section>
  );
}
