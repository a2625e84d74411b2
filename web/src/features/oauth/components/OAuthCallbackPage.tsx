// Where a platform sends the creator back to: finishes the connect, or says why not and what to do.
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { isPlatform, type Platform, platformNames } from '../../../shared/platforms';
import { useCompleteOAuth } from '../api';
import { dropKept, keptByServer, problemOf, problemOfError, readReturned } from '../outcome';
import { Connected } from './Connected';
import { Outcome, Problem } from './Outcome';
import { PageChoice } from './PageChoice';
import { Waiting } from './Waiting';

export default function OAuthCallbackPage() {
  const { platform } = useParams();
  return isPlatform(platform) ? (
    <Callback platform={platform} />
  ) : (
    <Problem platform={null} kind="interrupted" />
  );
}

function Callback({ platform }: { platform: Platform }) {
  const { t } = useI18n();
  const location = useLocation();
  const navigate = useNavigate();
  const [kept] = useState(() => (location.search ? null : keptByServer(location.hash)));
  const [returned] = useState(() => readReturned(kept?.search ?? location.search));
  const complete = useCompleteOAuth();
  const { mutate } = complete;
  const asked = useRef(false);
  const problem = problemOf(returned);

  useEffect(() => {
    // The code works once: it is used once, and not left where a reload, the history or a shared link would find it.
    if (asked.current) return;
    asked.current = true;
    if (kept) dropKept(kept);
    if (location.search || location.hash) void navigate(location.pathname, { replace: true });
    if (!problem && returned.code && returned.state) {
      mutate({ platform, state: returned.state, code: returned.code });
    }
  }, [kept, location, mutate, navigate, platform, problem, returned]);

  if (problem) return <Problem platform={platform} kind={problem} />;
  if (complete.isError) {
    const { error, variables } = complete;
    return (
      <Problem
        platform={platform}
        kind={problemOfError(error)}
        error={error}
        onAskAgain={() => mutate(variables)}
      />
    );
  }
  if (!complete.data) {
    return (
      <Outcome title={t.oauth.title(platformNames[platform])} platform={platform}>
        <Waiting />
      </Outcome>
    );
  }
  if ('pages' in complete.data) {
    return (
      <PageChoice
        platform={platform}
        pages={complete.data.pages}
        onChoose={(pageId) =>
          mutate({ platform, state: returned.state ?? '', code: returned.code ?? '', page_id: pageId })
        }
      />
    );
  }
  return <Connected connection={complete.data.connection} />;
}
