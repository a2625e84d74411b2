// Before one leaves to a platform: what one needs there and what is asked. Then, and only then, away.
import { useI18n } from '../../../i18n/context';
import { usePlatformOffers } from '../../../shared/hooks/usePlatformOffers';
import { describeFailedChange } from '../../../shared/http/describe';
import { type Platform, platformNames } from '../../../shared/platforms';
import { Button } from '../../../shared/ui/Button';
import { Dialog } from '../../../shared/ui/Dialog';
import { Icon } from '../../../shared/ui/Icon';
import { useBeginOAuth } from '../api';

export function ConnectDialog({ platform, onClose }: { platform: Platform; onClose: () => void }) {
  const { t, f } = useI18n();
  const offers = usePlatformOffers();
  const begin = useBeginOAuth();
  const name = platformNames[platform];
  const scopes = offers.data?.find((offer) => offer.platform === platform)?.scopes ?? [];
  const asked = new Set(scopes.map((scope) => t.guide.scopes[scope] ?? scope));

  return (
    <Dialog
      title={t.connections.add.dialogTitle(name)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button
            variant="primary"
            icon="external"
            // Once the address is known the browser is on its way out: no second start.
            busy={begin.isPending || begin.isSuccess}
            onClick={() => begin.start(platform)}
          >
            {t.connections.add.proceed(name)}
          </Button>
        </>
      }
    >
      <h3>{t.connections.add.needed}</h3>
      <ul className="plain-list">
        {t.guide.needs[platform].map((need) => (
          <li key={need}>{need}</li>
        ))}
      </ul>
      {asked.size > 0 && (
        <>
          <h3>{t.connections.add.asked}</h3>
          <ul className="tick-list">
            {[...asked].map((text) => (
              <li key={text}>
                <Icon name="check" size={16} />
                {text}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="reassurance">
        <Icon name="shield" size={18} />
        {t.connections.add.never}
      </p>
      {begin.isError && (
        <p className="inline-error" role="alert">
          {describeFailedChange(begin.error, t, f, t.connections.add.failed)}
        </p>
      )}
    </Dialog>
  );
}
