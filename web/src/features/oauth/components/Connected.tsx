// The account is connected: its first figures, so that the creator sees at once that it works.
import { useI18n } from '../../../i18n/context';
import { formatHandle, platformNames } from '../../../shared/platforms';
import { Avatar } from '../../../shared/ui/Avatar';
import { ButtonLink } from '../../../shared/ui/Button';
import { Figure } from '../../../shared/ui/Figure';
import { useConnections } from '../../connections/api';
import type { Completion } from '../api';
import { Outcome } from './Outcome';

type ConnectedAccount = Extract<Completion, { connection: unknown }>['connection'];

export function Connected({ connection }: { connection: ConnectedAccount }) {
  const { t, f } = useI18n();
  // The answer may lack the first figures where the platform was slow: the list has them as soon as they are measured.
  const account = useConnections().data?.find((one) => one.id === connection.id) ?? connection;
  const handle = account.platform_username ?? platformNames[account.platform];
  const name = account.platform_display_name ?? handle;
  return (
    <Outcome title={t.oauth.done(name)} platform={account.platform} sign="good">
      <p>{t.oauth.doneBody}</p>
      <div className="outcome-account">
        <Avatar name={name} src={account.profile_picture_url} size="large" />
        <div>
          <strong>{name}</strong>
          <p>{formatHandle(handle)}</p>
        </div>
        <dl>
          <Figure label={t.common.metrics.followers} value={f.integer(account.followers_count)} />
          <Figure label={t.common.metrics.engagement} value={f.rate(account.engagement_rate)} />
        </dl>
      </div>
      <div className="outcome-actions">
        <ButtonLink variant="primary" to="/influencer/social-media">
          {t.oauth.toConnections}
        </ButtonLink>
        <ButtonLink to="/influencer/social-media/history">{t.oauth.toHistory}</ButtonLink>
      </div>
    </Outcome>
  );
}
