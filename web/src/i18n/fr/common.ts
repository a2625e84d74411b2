// Words that several screens share, in French.
import type { Messages } from '../messages';
import { pluralFor } from '../plural';

const plural = pluralFor('fr');
const number = new Intl.NumberFormat('fr');

const common: Messages['common'] = {
  unknown: 'inconnu',
  skipToContent: 'Aller au contenu',
  loading: 'Chargement…',
  retry: 'Réessayer',
  cancel: 'Annuler',
  close: 'Fermer',
  save: 'Enregistrer',
  back: 'Retour',
  never: 'jamais',
  now: 'à l’instant',
  offline:
    'Vous êtes hors ligne. Ce que vous voyez n’est peut-être plus à jour ; tout se met à jour à votre retour.',
  unreachable:
    'Le serveur est injoignable. Ce que vous voyez n’est peut-être plus à jour ; tout se met à jour dès qu’il répond.',
  away: 'Le service ne répond pas en ce moment. Ce que vous voyez n’est peut-être plus à jour ; tout se met à jour dès qu’il répond.',
  language: 'Langue',
  languageName: { fr: 'Français', en: 'English' },
  signOut: 'Se déconnecter',
  mainNavigation: 'Principale',
  previousPage: 'Précédent',
  nextPage: 'Suivant',
  pageOf: (page, pages) => `Page ${page} sur ${pages}`,
  results: (count) => plural(count, { zero: 'Aucun résultat', one: '# résultat', other: '# résultats' }),
  followers: (count) => plural(count, { one: '# abonné', other: '# abonnés' }),
  ofAccounts: (known, all) =>
    plural(known, {
      one: `# compte sur\u00a0${number.format(all)}`,
      other: `# comptes sur\u00a0${number.format(all)}`,
    }),
  days: (count) => plural(count, { one: '# jour', other: '# jours' }),
  showAsTable: 'Afficher en tableau',
  chartCursor: 'Parcourir le graphique',
  newTab: 's’ouvre dans un nouvel onglet',
  errors: {
    title: 'Impossible de charger ces données',
    offlineTitle: 'Le serveur est injoignable',
    offlineBody: 'Vérifiez votre connexion. Cette page réessaie d’elle-même.',
    unanswered:
      'Le serveur n’a pas répondu : on ne sait pas si cela a été fait. Vérifiez votre connexion, puis regardez.',
    unexpected: 'Une erreur est survenue de notre côté. Réessayez ; si elle persiste, prévenez l’assistance.',
    notAccepted: 'Le serveur n’a pas accepté cela. Rechargez la page et réessayez.',
    signedOut: 'Votre session a pris fin. Identifiez-vous, puis recommencez.',
    codes: {
      platform_refused: 'La plateforme a refusé.',
      platform_unreachable:
        'La plateforme ne répond pas. Rien n’est perdu ; réessayez dans quelques minutes.',
      platform_limit:
        'La plateforme nous demande d’attendre. Rien n’est perdu ; réessayez dans quelques minutes.',
      platform_misconfigured:
        'Notre réglage avec la plateforme n’est pas bon. Un opérateur doit s’en occuper.',
      wait_ran_out: 'C’est plus long que d’habitude. Cela continue tout seul ; revenez dans un instant.',
      not_ready:
        'Le service qui dialogue avec les plateformes n’est pas prêt. Un opérateur doit s’en occuper.',
      too_many_waiting: 'Beaucoup de demandes arrivent en ce moment. Réessayez dans une minute.',
      connection_in_use: 'Les mêmes données sont modifiées ailleurs en ce moment. Réessayez.',
      conflict: 'Quelqu’un d’autre l’a modifié entre-temps. Rechargez la page.',
      unavailable: 'Le service est momentanément indisponible. Réessayez dans un instant.',
      not_found: 'Cela n’existe plus. Rechargez la page.',
      forbidden: 'Vous n’avez pas le droit de faire cela.',
      not_supported: 'Cette plateforme ne peut pas encore être connectée.',
      invalid_input: 'Le serveur n’a pas accepté la saisie.',
    },
    workers: 'Le service qui dialogue avec les plateformes est arrêté. Un opérateur doit le démarrer.',
    notCalled:
      'Nous ne sommes pas en contact avec les plateformes en ce moment : rien ne peut être connecté ni mesuré. Un opérateur doit s’en occuper ; rien n’est perdu.',
    tooMany: (wait) => `Trop de demandes. Réessayez dans ${wait}.`,
    notFoundTitle: 'Il n’y a rien à cette adresse',
    notFoundBody: 'La page a été déplacée, ou l’adresse est mal saisie.',
    forbiddenTitle: 'Cette page concerne un autre rôle',
    forbiddenBody: 'Votre session est ouverte, mais votre rôle n’y donne pas accès.',
    home: 'Aller à la première page',
    brokenTitle: 'L’affichage n’a pas abouti',
    brokenBody:
      'La connexion est peut-être coupée, ou une nouvelle version vient d’être installée. Rechargez la page.',
    reload: 'Recharger',
  },
  nav: {
    connections: 'Connexions',
    history: 'Historique',
    notices: 'Avis',
    preferences: 'Préférences',
    influencers: 'Créateurs',
    compare: 'Comparer',
    overview: 'Aperçu',
    syncLog: 'Journal',
  },
  roles: { influencer: 'Créateur', merchant: 'Marchand', admin: 'Opérateur' },
  metrics: {
    followers: 'Abonnés',
    engagement: 'Taux d’engagement',
    posts: 'Publications',
    growth: 'Croissance',
    likes: 'J’aime',
    comments: 'Commentaires',
    shares: 'Partages',
    views: 'Vues',
    averageViews: 'Vues moyennes',
  },
  definitions: {
    followers: 'Le nombre que la plateforme elle-même donne pour le compte.',
    engagement:
      'Moyenne des j’aime plus moyenne des commentaires des 25 dernières publications, divisées par les abonnés. Les publications aux compteurs masqués sont écartées ; inconnu si rien n’a pu être compté. Pour plusieurs comptes : la moyenne de leurs taux.',
    growth:
      'Abonnés à la dernière mesure moins abonnés 30 jours plus tôt. Un tiret s’il n’y avait pas de mesure à cette date, ou aucune depuis une semaine. Pour plusieurs comptes : seuls comptent ceux qui ont les deux mesures.',
    dailyGrowth: 'Abonnés actuels moins abonnés à la mesure la plus récente datant d’au moins 20 heures.',
    averageViews:
      'Moyenne des vues des 25 dernières publications dont les vues sont connues. Toutes les plateformes ne les donnent pas. Pour plusieurs comptes : la moyenne.',
    verified:
      'Le compte a été connecté par une identification auprès de la plateforme : les chiffres en viennent, ce ne sont pas des estimations.',
    measuredAt:
      'Moment où la plateforme a donné ces chiffres pour la dernière fois. Pour plusieurs comptes : celui mesuré il y a le plus longtemps.',
  },
};

export default common;
