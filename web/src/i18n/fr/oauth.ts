// Coming back from a platform's consent page, in French.
import type { Messages } from '../messages';

const oauth: Messages['oauth'] = {
  title: (platform) => `Connexion d’un compte ${platform}`,
  working: 'Un instant : le compte est en cours de connexion et mesuré pour la première fois…',
  workingLong: 'La plateforme tarde à répondre. Gardez cette page ouverte.',
  done: (name) => `Compte connecté : ${name}`,
  doneBody: 'Voici ses premiers chiffres. Il est désormais mesuré chaque jour.',
  doneWithoutFigures: 'Il est désormais mesuré chaque jour.',
  allBoxes: 'Reconnectez en laissant toutes les cases cochées.',
  notEverything: 'Tout ne peut pas encore être mesuré :',
  toConnections: 'Voir vos comptes',
  toHistory: 'Voir son historique',
  again: (platform) => `Réessayer ${platform}`,
  askAgain: 'Redemander',
  choosePage: {
    title: 'Quelle page ?',
    body: 'Vous avez donné accès à plusieurs pages. Choisissez celle que les marchands doivent voir.',
    submit: 'Connecter cette page',
  },
  problems: {
    denied: {
      title: 'Pas de connexion : vous avez refusé',
      body: 'Rien n’a été lu ni enregistré. Vous pouvez revenir quand vous voulez.',
    },
    state_expired: {
      title: 'Le délai est dépassé',
      body: 'Par sécurité, une connexion doit être terminée en dix minutes. Recommencez.',
    },
    state_used: {
      title: 'Cette connexion a déjà servi',
      body: 'Chacune ne sert qu’une fois. Si le compte figure parmi les vôtres, tout va bien ; sinon, recommencez.',
    },
    state_unknown: {
      title: 'Cette connexion n’a pas commencé ici',
      body: 'Vous ne l’avez pas lancée dans cette application ; elle n’a donc pas été acceptée. Partez de vos comptes.',
    },
    scope_missing: {
      title: 'Il manque une autorisation',
      body: 'Sans elle, le compte ne peut pas être mesuré. Réessayez en laissant toutes les cases cochées.',
    },
    account_kind: {
      title: 'Ce type de compte ne peut pas être mesuré',
      body: 'La plateforme ne donne que les chiffres des comptes professionnels. Changez le type de compte, puis réessayez.',
    },
    no_pages: {
      title: 'Aucune page n’a été partagée',
      body: 'Il faut gérer une page et la cocher dans la fenêtre de Facebook. Réessayez en la cochant.',
    },
    other_account: {
      title: 'C’était un autre compte',
      body: 'Sur la plateforme, c’est un autre compte que celui à reconnecter qui était ouvert. Déconnectez-vous là-bas, puis réessayez.',
    },
    platform_refused: {
      title: 'La plateforme a refusé',
      body: 'Elle n’a pas accepté la connexion. Réessayez dans un instant.',
    },
    platform_unreachable: {
      title: 'La plateforme ne répond pas',
      body: 'Rien n’est perdu. Réessayez dans quelques minutes.',
    },
    workers_not_running: {
      title: 'Aucun compte ne peut être connecté pour le moment',
      body: 'Le service qui dialogue avec les plateformes est arrêté. Prévenez l’assistance.',
    },
    limit: {
      title: 'La plateforme nous demande d’attendre',
      body: 'Trop de demandes lui sont parvenues en peu de temps. Rien n’est perdu ; réessayez dans quelques minutes.',
    },
    misconfigured: {
      title: 'Impossible de connecter un compte pour l’instant',
      body: 'La plateforme n’accepte pas notre propre réglage. Votre compte n’y est pour rien. Prévenez l’assistance.',
    },
    busy: {
      title: 'Beaucoup de personnes se connectent en ce moment',
      body: 'Rien n’a été lu ni enregistré. Réessayez dans une minute.',
    },
    goes_on: {
      title: 'C’est plus long que d’habitude',
      body: 'La plateforme tarde à répondre. Cela continue tout seul : revenez à vos comptes dans un instant.',
    },
    interrupted: {
      title: 'Rien à terminer ici',
      body: 'Cette page a été ouverte sans retour d’une plateforme, ou rechargée. Vos comptes montrent ce qui est connecté.',
    },
    signedOut: {
      title: 'Identifiez-vous d’abord',
      body: 'Votre session a pris fin entre-temps ; le compte n’a pas pu être connecté. Identifiez-vous et recommencez.',
    },
    unanswered: {
      title: 'On ne sait pas si cela a abouti',
      body: 'La liaison avec notre serveur s’est rompue. Une fois de nouveau en ligne, redemandez : rien n’est fait deux fois. Vos comptes le montrent aussi.',
    },
    other: {
      title: 'Le compte n’a pas été connecté',
      body: 'Un imprévu est survenu. Réessayez ; si cela persiste, transmettez à l’assistance le texte ci-dessous.',
    },
  },
};

export default oauth;
