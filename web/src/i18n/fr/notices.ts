// Notices, in French.
import type { Messages } from '../messages';
import { pluralFor } from '../plural';

const plural = pluralFor('fr');

const notices: Messages['notices'] = {
  title: 'Avis',
  lede: 'Ce qui demande votre attention, et ce qui est arrivé à vos comptes.',
  unread: (count) => plural(count, { zero: 'Rien de non lu', one: '# avis non lu', other: '# avis non lus' }),
  severity: { info: 'Pour information', warning: 'Bientôt', error: 'À vous de jouer' },
  markRead: 'Marquer comme lu',
  act: 'Voir le compte',
  emptyTitle: 'Rien à signaler',
  emptyBody: 'Quand un compte a besoin de vous, c’est dit ici, et par courriel si vous le souhaitez.',
};

export default notices;
