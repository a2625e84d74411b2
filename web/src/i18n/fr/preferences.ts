// Preferences, in French.
import type { Messages } from '../messages';

const preferences: Messages['preferences'] = {
  title: 'Préférences',
  lede: 'Qui vous voit, ce qui vous est envoyé, et dans quelle langue.',
  saved: 'Enregistré.',
  saveFailed: 'L’enregistrement n’a pas abouti.',
  visibility: {
    title: 'Ce que voient les marchands',
    toggle: 'Me montrer aux marchands',
    on: 'Les marchands trouvent votre nom, vos comptes, leurs chiffres publics et vos meilleures publications.',
    off: 'Les marchands ne vous trouvent pas du tout. Vous voyez toujours tout vous-même.',
    sees: 'Ils voient',
    seesList: [
      'Nom, identifiants et images',
      'Abonnés, taux d’engagement, croissance et vues moyennes',
      'La date de chaque mesure',
      'Vos trois meilleures publications publiques',
    ],
    hidden: 'Ils ne voient jamais',
    hiddenList: [
      'Votre adresse électronique',
      'Portée et impressions',
      'Les comptes qui ont besoin de vous, et pourquoi',
      'Ce que vous avez connecté puis déconnecté',
    ],
  },
  mail: {
    title: 'Courriels',
    to: (email) => `Envoyés à ${email}`,
    weekly: 'Rapport hebdomadaire',
    weeklyHint:
      'Le lundi : abonnés, engagement et publications en plus forte hausse, comparés à la semaine précédente.',
    expiry: 'Quand un accès va prendre fin',
    expiryHint: 'Un courriel par compte, à temps pour le reconnecter. Un seul par incident.',
  },
  profile: {
    title: 'Vous',
    name: 'Nom affiché',
    nameHint: 'Le nom que voient les marchands.',
    language: 'Langue des courriels et des avis',
    timeZone: 'Fuseau horaire',
  },
};

export default preferences;
