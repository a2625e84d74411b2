// The account is connected: its first figures, so that the creator sees at once that it works.
import { useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { isolated } from '../../../shared/format/isolated';
import { formatHandle, platformNames } from '../../../shared/platforms';
import { Avatar } from '../../../shared/ui/Avatar';
import { MissingList } from '../../../shared/reasons/MissingList';
import { reasonOf } from '../../../shared/reasons/kinds';
import { Button, ButtonLink } from '../../../shared/ui/Button';
import { Figure } from '../../../shared/ui/Figure';
import { Icon } from '../../../shared/ui/Icon';
import { useConnections } from '../../connections/api';
import { ConnectDialog } from '../../connections/components/ConnectDialog';
import type { Completion } from '../api';
import { Outcome } from './Outcome';

type ConnectedAccount = Extract<Completion, { connection: unknown }>['connection'];

export function Connected({ connection }: { connection: ConnectedAccount }) {
  const { t, f } = useI18n();
  // The answer may lack the first figures where the platform was slow: the list has them as soon as they are measured.
  const listed = useConnections().data?.find((one) => one.id === connection.id);
  const account = listed ?? connection;
  const notGranted = (listed?.missing_parts ?? []).filter(
    ({ code }) => reasonOf(code) === 'permissionMissing',
  );
  const isMeasured = account.followers_count != null || account.engagement_rate != null;
  const [trying, setTrying] = useState(false);
  const handle = account.platform_username ?? platformNames[account.platform];
  const name = account.platform_display_name ?? handle;
  return (
    <Outcome title={t.oauth.done(isolated(name))} platform={account.platform} sign="good">
      <p>{isMeasured ? t.oauth.doneBody : t.oauth.doneWithoutFigures}</p>
      <div className="outcome-account">
        <Avatar name={name} src={account.profile_picture_url} size="large" />
        <div>
          <strong>{name}</strong>
          <p>{formatHandle(handle)}</p>
        </div>
        {isMeasured && (
          <dl>
            <Figure label={t.common.metrics.followers} value={f.integer(account.followers_count)} />
            <Figure label={t.common.metrics.engagement} value={f.rate(account.engagement_rate)} />
          </dl>
        )}
      </div>
      {notGranted.length > 0 && (
        <div className="trouble" data-tone="warn">
          <Icon name="info" />
          <div>
            <p>
              <strong>{t.oauth.notEverything}</strong>
            </p>
            <MissingList platform={account.platform} parts={notGranted} />
            <p>{t.oauth.allBoxes}</p>
            <Button small variant="primary" icon="link" onClick={() => setTrying(true)}>
              {t.connections.reconnect}
            </Button>
          </div>
        </div>
      )}
      <div className="outcome-actions">
        <ButtonLink replace variant="primary" to="/influencer/social-media">
          {t.oauth.toConnections}
        </ButtonLink>
        <ButtonLink replace to="/influencer/social-media/history">
          {t.oauth.toHistory}
        </ButtonLink>
      </div>
      {trying && <ConnectDialog platform={account.platform} onClose={() => setTrying(false)} />}
    </Outcome>
  );
}
