// The frame of the callback's screens, and the screen for everything that went wrong.
import { type ReactNode, useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { ApiError } from '../../../shared/http/errors';
import { type Platform, platformNames } from '../../../shared/platforms';
import { platformWords } from '../../../shared/reasons/kinds';
import { Button, ButtonLink } from '../../../shared/ui/Button';
import { Icon } from '../../../shared/ui/Icon';
import { PageHead } from '../../../shared/ui/PageHead';
import { Said } from '../../../shared/ui/Said';
import { PlatformMark } from '../../../shared/ui/PlatformMark';
import { ConnectDialog } from '../../connections/components/ConnectDialog';
import type { ProblemKind } from '../outcome';

interface OutcomeProps {
  title: string;
  platform: Platform | null;
  sign?: 'good' | 'bad';
  children: ReactNode;
}

export function Outcome({ title, platform, sign, children }: OutcomeProps) {
  return (
    <section className="outcome card">
      <div className="outcome-signs">
        {platform && <PlatformMark platform={platform} named />}
        {sign && (
          <span className="outcome-sign" data-tone={sign}>
            <Icon name={sign === 'good' ? 'check' : 'warning'} />
          </span>
        )}
      </div>
      <PageHead title={title} />
      {children}
    </section>
  );
}

interface ProblemProps {
  platform: Platform | null;
  kind: ProblemKind;
  error?: unknown;
  /** Sends the same code again: if it arrived the first time, the server says that it was used. */
  onAskAgain?: () => void;
}

const withoutRetry: ReadonlySet<ProblemKind> = new Set([
  'signedOut',
  'workers_not_running',
  'misconfigured',
  'goes_on',
  'unanswered',
]);

/** The platform's own words where it refused; everything there is where nothing is known. */
function wordsOf(kind: ProblemKind, error: ApiError): string | null {
  if (kind === 'other') return [error.message, error.hint].filter(Boolean).join(' ');
  return error.code === 'platform_refused' ? platformWords(error.message, error.details) : null;
}

export function Problem({ platform, kind, error, onAskAgain }: ProblemProps) {
  const { t } = useI18n();
  const [trying, setTrying] = useState(false);
  const words = t.oauth.problems[kind];
  const said = error instanceof ApiError ? wordsOf(kind, error) : null;
  const canTryAgain = platform && !withoutRetry.has(kind);

  return (
    <Outcome title={words.title} platform={platform} sign="bad">
      <p>{words.body}</p>
      {said && <Said by={t.reasons.inDetail} words={said} />}
      <div className="outcome-actions">
        {kind === 'unanswered' && onAskAgain && (
          <Button variant="primary" icon="sync" onClick={onAskAgain}>
            {t.oauth.askAgain}
          </Button>
        )}
        {canTryAgain && (
          <Button variant="primary" onClick={() => setTrying(true)}>
            {t.oauth.again(platformNames[platform])}
          </Button>
        )}
        <ButtonLink replace to={kind === 'signedOut' ? '/sign-in' : '/influencer/social-media'}>
          {kind === 'signedOut' ? t.oauth.problems.signedOut.title : t.oauth.toConnections}
        </ButtonLink>
      </div>
      {trying && platform && <ConnectDialog platform={platform} onClose={() => setTrying(false)} />}
    </Outcome>
  );
}
