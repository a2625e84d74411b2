// What an existing React application mounts: the three screens, and the frame that gives them language and data.
import '../styles/screens';

export { exchangeToken } from '../features/session/api';
export { SocialProvider, type SocialProviderProps } from './SocialProvider';
export { OAuthCallback, SocialMediaConnections, SocialMediaHistory } from './screens';
