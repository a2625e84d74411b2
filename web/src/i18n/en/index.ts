// English: the words of each feature, gathered.
import common from './common';
import connections from './connections';
import guide from './guide';
import history from './history';
import influencers from './influencers';
import notices from './notices';
import oauth from './oauth';
import operations from './operations';
import preferences from './preferences';
import reasons from './reasons';
import session from './session';

export default {
  common,
  connections,
  guide,
  history,
  influencers,
  notices,
  oauth,
  operations,
  preferences,
  reasons,
  session,
};
