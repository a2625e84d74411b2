// The merchant's search, comparison and profiles, in French.
import type { Messages } from '../messages';
import { pluralFor } from '../plural';

const plural = pluralFor('fr');

const influencers: Messages['influencers'] = {
  title: 'Créateurs',
  lede: 'Les chiffres viennent des plateformes, grâce à l’accès que donnent les créateurs eux-mêmes. La date de chaque mesure est toujours indiquée.',
  search: 'Nom ou identifiant',
  platform: 'Plateforme',
  anyPlatform: 'Toutes',
  minFollowers: 'Abonnés',
  minEngagement: 'Engagement',
  minGrowth: 'Croissance, 30 jours',
  inThirtyDays: 'en 30 jours',
  any: 'Indifférent',
  atLeast: (value) => `${value} ou plus`,
  growing: 'En hausse',
  sort: 'Trier par',
  sorts: {
    followers: 'Abonnés',
    engagement_rate: 'Taux d’engagement',
    growth_30_days: 'Croissance, 30 jours',
    average_views: 'Vues moyennes',
    display_name: 'Nom',
  },
  clear: 'Effacer les filtres',
  verified: 'Vérifié par connexion',
  measured: (when) => `mesuré ${when}`,
  stale: (when) => `dernière mesure ${when}`,
  pick: (name) => `Comparer ${name}`,
  picked: (count) => plural(count, { one: '# créateur à comparer', other: '# créateurs à comparer' }),
  pickMore: 'Choisissez-en jusqu’à quatre',
  full: 'Quatre sont choisis : retirez-en un pour en choisir un autre.',
  compare: 'Comparer',
  clearPicked: 'Vider',
  creator: 'Créateur',
  emptyTitle: 'Aucun créateur ne correspond',
  emptyBody: 'Retirez un filtre, ou cherchez un autre nom.',
  noneTitle: 'Aucun créateur n’est encore visible',
  noneBody: 'Les créateurs apparaissent ici dès qu’ils connectent un compte et se montrent aux marchands.',
  compareTitle: 'Côte à côte',
  compareLede:
    'Le meilleur de chaque ligne est signalé. Un tiret veut dire inconnu, et ne compte jamais pour zéro.',
  compareEmptyTitle: 'Personne n’est encore choisi',
  compareEmptyBody: 'Cochez jusqu’à quatre créateurs dans la liste, puis revenez.',
  toList: 'Choisir des créateurs',
  goneFromComparison: (count) =>
    plural(count, {
      one: 'Un des créateurs choisis n’est plus visible.',
      other: '# des créateurs choisis ne sont plus visibles.',
    }),
  removeGone: 'Retirer de la comparaison',
  remove: (name) => `Retirer ${name}`,
  best: 'meilleur',
  accounts: 'Comptes',
  growthPercent: 'Croissance en %, 30 jours',
  followersOverTime: 'Abonnés, 90 derniers jours',
  profile: {
    accounts: 'Comptes',
    topPosts: 'Meilleures publications',
    noPosts: 'Aucune publication à montrer.',
    history: 'Évolution',
    open: (platform) => `Ouvrir sur ${platform}`,
    gone: 'Ce profil n’est plus visible.',
    goneBody: 'Ses comptes ont peut-être été déconnectés, ou il a été masqué.',
    total: 'Tous les comptes',
  },
};

export default influencers;
