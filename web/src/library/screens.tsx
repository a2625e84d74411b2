// The screens by the names the replaced service gave them, loaded when they are first shown.
import { type ComponentType, lazy } from 'react';
import { OnDemand } from '../shared/ui/OnDemand';
import { Skeleton } from '../shared/ui/States';

function onDemand(load: () => Promise<{ default: ComponentType }>): ComponentType {
  const Screen = lazy(load);
  return function ScreenOnDemand() {
    return (
      <OnDemand screen placeholder={<Skeleton blocks={3} />}>
        <Screen />
      </OnDemand>
    );
  };
}

export const SocialMediaConnections = onDemand(
  () => import('../features/connections/components/ConnectionsPage'),
);
export const SocialMediaHistory = onDemand(() => import('../features/history/components/HistoryPage'));
export const OAuthCallback = onDemand(() => import('../features/oauth/components/OAuthCallbackPage'));
