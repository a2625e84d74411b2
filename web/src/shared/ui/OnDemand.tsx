// Around what is downloaded when it is first shown: a placeholder meanwhile, and where it cannot be had or breaks, words
// instead of an empty window. A page that was open while a new version was installed asks for files that are gone.
import {
  Component,
  type ReactNode,
  type RefObject,
  Suspense,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import { useI18n } from '../../i18n/context';
import { useOnline } from '../hooks/useOnline';
import { reachOf, watchReach } from '../http/client';
import { Button } from './Button';
import { EmptyState } from './States';

interface Props {
  placeholder: ReactNode;
  /** What is shown: another one is tried even where this one is broken. */
  place?: string;
  /** Whether it is a whole screen, rather than a part of one. */
  screen?: boolean;
  children: ReactNode;
}

export function OnDemand({ placeholder, place = '', screen = false, children }: Props) {
  return (
    <Boundary place={place} screen={screen}>
      {/* Of another place at once: while it is downloaded the former one would stay, as if nothing had been pressed. */}
      <Suspense key={place} fallback={placeholder}>
        {children}
      </Suspense>
    </Boundary>
  );
}

interface State {
  place: string;
  broken: boolean;
}

class Boundary extends Component<{ place: string; screen: boolean; children: ReactNode }, State> {
  override state = { place: this.props.place, broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  static getDerivedStateFromProps({ place }: { place: string }, state: State): State | null {
    return place === state.place ? null : { place, broken: false };
  }

  override render() {
    return this.state.broken ? <Broken screen={this.props.screen} /> : this.props.children;
  }
}

/** Reloads once the network or the server is back, as the banner about them promises. */
function useReloadWhenBack(shown: RefObject<HTMLElement | null>) {
  const online = useOnline();
  const reach = useSyncExternalStore(watchReach, reachOf);
  const away = reach === 'unreachable' || !online;
  const wasAway = useRef(false);
  useEffect(() => {
    if (away) wasAway.current = true;
    // A host application's page is not ours to reload.
    else if (wasAway.current && !shown.current?.closest('.pgs-embedded')) window.location.reload();
  }, [away, shown]);
}

function Broken({ screen }: { screen: boolean }) {
  const { t } = useI18n();
  const { brokenTitle, brokenBody, reload } = t.common.errors;
  const shown = useRef<HTMLDivElement>(null);
  useReloadWhenBack(shown);
  return (
    <div role="alert" ref={shown}>
      <EmptyState
        bad
        screen={screen}
        icon="warning"
        title={brokenTitle}
        body={brokenBody}
        action={
          // Browsers remember a download that failed until the page is loaded anew.
          <Button icon="sync" onClick={() => window.location.reload()}>
            {reload}
          </Button>
        }
      />
    </div>
  );
}
