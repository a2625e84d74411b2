// The creator's connections, in French.
import type { Messages } from '../messages';
import { pluralFor } from '../plural';
import common from './common';

const plural = pluralFor('fr');

const connections: Messages['connections'] = {
  title: 'Vos comptes',
  lede: 'Connectez un compte une fois. Ses chiffres sont mesurés chaque jour, et les marchands voient des données à jour.',
  summary: {
    label: 'Tous les comptes ensemble',
    followers: 'Abonnés au total',
    engagement: 'Taux d’engagement moyen',
    accounts: 'Comptes',
    lastSync: 'Dernière mesure',
  },
  syncAll: 'Tout synchroniser',
  syncNow: 'Synchroniser',
  reconnect: 'Reconnecter',
  disconnect: 'Déconnecter',
  openProfile: (name) => `Ouvrir ${name} sur la plateforme`,
  synced: (when) => `Mesuré ${when}`,
  neverSynced: 'Pas encore mesuré',
  queued: 'Prochaine synchronisation en file',
  queuedUntil: (when) => `Prochaine synchronisation en file, reprise : ${when}`,
  sinceYesterday: 'depuis la veille',
  sinceDay: (day) => `depuis le ${day}`,
  last30Days: 'Abonnés, 30 derniers jours',
  status: {
    active: 'À jour',
    syncing: 'Synchronisation…',
    first: 'Première synchronisation…',
    missed: 'Dernier essai manqué',
    partial: 'Mesuré en partie',
    expiring: 'Expire bientôt',
    expired: 'Accès expiré',
    revoked: 'Accès retiré',
    error: 'Nouvel essai prévu',
  },
  grant: {
    endsIn: (days) =>
      plural(days, {
        zero: 'L’accès prend fin aujourd’hui',
        one: 'L’accès prend fin dans # jour',
        other: 'L’accès prend fin dans # jours',
      }),
    endsTomorrow: 'L’accès prend fin demain',
    lasting: 'L’accès ne prend pas fin de lui-même',
    ended: 'L’accès a pris fin',
  },
  trouble: {
    expired: {
      reason: 'La plateforme a laissé notre accès expirer.',
      remedy:
        'Reconnectez le compte pour continuer. Votre historique est intact ; d’ici là, les marchands ne voient pas ce compte.',
    },
    revoked: {
      reason: 'La plateforme indique que notre accès a été retiré.',
      remedy:
        'Si ce n’était pas voulu, reconnectez le compte. Votre historique reste ; d’ici là, les marchands ne voient pas ce compte.',
    },
    error: {
      reason: 'Depuis un jour, la plateforme n’a donné aucune réponse utilisable.',
      remedy: (when) =>
        `Vous n’avez rien à faire : prochain essai ${when}. Vous pouvez aussi essayer maintenant.`,
    },
    expiring: {
      reason: 'Cet accès ne peut être prolongé que par vous.',
      remedy: 'Reconnectez maintenant : cela prend une minute, et aucun jour de mesure n’est perdu.',
    },
    missed: {
      reason: 'La dernière synchronisation n’a pas abouti. Les chiffres sont ceux de la précédente.',
      remedy: (when) => `Vous n’avez rien à faire : prochain essai ${when}.`,
    },
    tryNow: 'Un nouvel essai se fera tout seul. Vous pouvez aussi essayer maintenant.',
    partial: {
      reason: 'La dernière synchronisation n’a pas tout pu lire :',
      remedy: 'Ces chiffres apparaissent comme un tiret. Les autres sont à jour ; vous n’avez rien à faire.',
      remedyByPermission:
        'Ces chiffres apparaissent comme un tiret. Pour les mesurer, reconnectez en laissant toutes les cases cochées.',
    },
    cures: {
      atPlatform: (platform) =>
        `Identifiez-vous sur ${platform} même, réglez ce qui y est demandé, puis reconnectez. Votre historique reste.`,
      role: () => 'Reconnectez avec quelqu’un qui a un rôle sur la page. Votre historique reste.',
      otherAccount: (platform) => `Reconnectez, et identifiez-vous sur ${platform} avec ce compte-ci.`,
      professional: () =>
        'Repassez-le en compte professionnel (Entreprise ou Créateur), puis reconnectez. Votre historique reste.',
      allBoxes: () => 'Reconnectez en laissant toutes les cases cochées. Votre historique reste.',
      takenOver: (platform) =>
        `Si c’est vous ou votre équipe, il n’y a rien à faire. Sinon, changez votre mot de passe sur ${platform}, puis reconnectez.`,
      operators: () => 'Vous n’avez rien à faire : nos opérateurs le voient, et cela reprend une fois réglé.',
    },
  },
  progress: {
    asking: (platform) => `Nous demandons vos chiffres à ${platform}…`,
    background: 'C’est plus long que d’habitude. Cela continue tout seul ; vous pouvez quitter cette page.',
  },
  result: {
    synced: (followers, posts) =>
      `Terminé : ${followers === null ? '' : `${common.followers(followers)}, `}${plural(posts, { zero: 'aucune publication lue', one: '# publication lue', other: '# publications lues' })}.`,
    queued: 'La synchronisation est en file et continue toute seule.',
    failed: (message) => `La synchronisation n’a pas abouti : ${message}`,
    partial: 'Terminé, mais tout n’a pas pu être lu.',
    disconnected: (name) => `Compte déconnecté, données effacées : ${name}.`,
  },
  confirmDisconnect: {
    title: (name) => `Déconnecter ${name} ?`,
    body: 'Les chiffres, publications et l’historique de ce compte sont effacés ici, définitivement, et notre accès est retiré auprès de la plateforme. Rien ne change dans le compte lui-même.',
    instead: 'S’il faut seulement s’identifier de nouveau, reconnectez plutôt : tout est gardé.',
    yes: 'Déconnecter et effacer',
    no: 'Le garder',
  },
  add: {
    title: 'Connecter un compte',
    first: 'Connectez votre premier compte',
    lede: 'Vous passez sur la page de la plateforme, vous vous y identifiez, puis vous revenez. Nous ne voyons jamais votre mot de passe.',
    choose: (platform) => `Connecter ${platform}`,
    unavailable: (platforms) => `Pas encore disponibles : ${platforms}`,
    dialogTitle: (platform) => `Avant de passer sur ${platform}`,
    needed: 'Ce qu’il vous faut',
    asked: 'Ce que nous demandons à lire',
    never: 'Nous ne publions, n’écrivons et ne modifions jamais rien.',
    proceed: (platform) => `Continuer vers ${platform}`,
    failed: 'La connexion n’a pas pu démarrer.',
  },
  empty: {
    title: 'Aucun compte connecté',
    body: 'Connectez-en un : abonnés, engagement et publications apparaissent ici en quelques secondes, puis sont mesurés chaque jour.',
  },
};

export default connections;
