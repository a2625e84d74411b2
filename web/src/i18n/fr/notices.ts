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
  seeHistory: 'Voir l’historique',
  yourAccount: 'votre compte',
  kinds: {
    tokenExpiring: {
      title: 'Un accès prend bientôt fin',
      body: (account, platform, date) =>
        `L’accès à ${account} sur ${platform} prend fin ${date ? `le ${date}` : 'bientôt'}. Reconnectez le compte pour continuer à recevoir ses chiffres.`,
    },
    reconnectNeeded: {
      title: 'Un compte est à reconnecter',
      body: (account, platform) =>
        `${platform} ne nous donne plus les chiffres de ${account}. Sa carte dit pourquoi, et que faire.`,
    },
    takenOver: {
      title: 'Un compte a été connecté par quelqu’un d’autre',
      body: (account, platform) =>
        `Un autre utilisateur de ce service a prouvé que ${account} sur ${platform} est le sien et l’a connecté. Reconnectez-le s’il est à vous.`,
    },
    weeklyReport: {
      title: 'Votre rapport hebdomadaire',
      body: (week) => `Les chiffres de votre semaine${week ? ` (${week})` : ''} sont prêts.`,
    },
  },
  emptyTitle: 'Rien à signaler',
  emptyBody: 'Quand un compte a besoin de vous, c’est dit ici, et par courriel si vous le souhaitez.',
};

export default notices;
