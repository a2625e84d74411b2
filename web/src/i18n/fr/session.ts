// Signing in and out, in French.
import type { Messages } from '../messages';

const session: Messages['session'] = {
  demoTitle: 'Qui voulez-vous être ?',
  demoLede:
    'Ceci est une démonstration, avec des personnes fictives et des plateformes simulées. En production, c’est l’application hôte qui identifie les personnes.',
  demoFailed:
    'Cette personne n’a pas pu être connectée. La démonstration a peut-être redémarré : rechargez la page.',
  roleLede: {
    influencer: 'Connecter ses comptes, suivre ses chiffres',
    merchant: 'Trouver et comparer des créateurs',
    admin: 'Savoir si tout va bien',
  },
  signedOutTitle: 'Votre session a pris fin',
  signedOutBody: 'Rouvrez cette page depuis l’application où vous vous identifiez.',
};

export default session;
