// The creator's history, in French.
import type { Messages } from '../messages';
import { pluralFor } from '../plural';

const plural = pluralFor('fr');

const history: Messages['history'] = {
  title: 'Historique',
  lede: 'Ce qui a été mesuré, jour après jour. Un blanc est un jour sans mesure ; rien n’est deviné.',
  metric: 'Chiffre',
  range: 'Période',
  account: 'Compte',
  together: 'Tous ensemble',
  sideBySide: 'Côte à côte',
  ranges: { 7: '7 jours', 30: '30 jours', 90: '90 jours', 365: '1 an' },
  now: 'À la dernière mesure',
  change: 'Évolution sur la période',
  since: (date) => `depuis le ${date}`,
  sinceFirst: (date) => `mesuré seulement depuis le ${date}`,
  points: 'points de pourcentage',
  measurements: (count) => plural(count, { one: '# mesure', other: '# mesures' }),
  gaps: (count) => plural(count, { zero: 'aucun blanc', one: '# blanc', other: '# blancs' }),
  measuredOf: 'Jours mesurés',
  csv: 'Télécharger en CSV',
  csvFailed: 'Le fichier n’a pas pu être créé. Réessayez.',
  togetherNote: {
    followers: 'Somme de vos comptes. Un jour où l’un d’eux n’a pas été mesuré est un blanc.',
    engagement: 'Moyenne des taux de vos comptes. Un jour où l’un d’eux n’a pas été mesuré est un blanc.',
    posts: 'Somme de vos comptes. Un jour où l’un d’eux n’a pas été mesuré est un blanc.',
  },
  leftOut: (names) => `Non comptés, faute de chiffre actuel : ${names}.`,
  begins: (date) =>
    `Davantage de comptes sont comptés à partir du ${date} : la ligne repart, car ce n’est pas une croissance.`,
  date: 'Date',
  chart: (metric, from, to) => `${metric}, du ${from} au ${to}`,
  posts: {
    title: 'Publications',
    which: 'Ordre',
    published: 'Meilleures de la période',
    gained: 'Plus fortes hausses',
    publishedLede: 'Publiées pendant la période, par taux d’engagement.',
    gainedLede:
      'Quelle que soit leur date, par les j’aime et commentaires gagnés pendant la période, tant qu’elles étaient parmi les 25 plus récentes.',
    none: 'Aucune publication pendant cette période.',
    noneGained: 'Aucune publication n’a eu de hausse mesurable pendant cette période.',
    untitled: 'Publication sans texte',
    gainedFigure: (figure) => `${figure} sur la période`,
  },
  emptyTitle: 'Pas encore d’historique',
  emptyBody: 'L’historique commence au premier compte connecté et grandit d’un point par jour.',
  emptyRangeTitle: 'Rien n’a été mesuré pendant cette période',
  emptyRangeBody: 'Choisissez-en une plus longue, ou voyez si l’un de vos comptes a besoin de vous.',
};

export default history;
