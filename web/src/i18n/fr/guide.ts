// What each platform requires and asks, in plain French; shown before one leaves to it.
import type { Messages } from '../messages';

const guide: Messages['guide'] = {
  needs: {
    instagram: [
      'Un compte professionnel (Entreprise ou Créateur). Le changement est gratuit : Instagram → Paramètres → Type de compte.',
      'Une page Facebook n’est pas nécessaire.',
    ],
    tiktok: [
      'Un compte TikTok qui n’est pas privé.',
      'Laissez toutes les cases cochées : sans celle des statistiques, pas d’abonnés.',
    ],
    facebook: [
      'Une page (pas un profil personnel) que vous gérez.',
      'Dans la fenêtre de Facebook, cochez la page que les marchands doivent voir.',
    ],
    youtube: ['Une chaîne dont le nombre d’abonnés n’est pas masqué.'],
    twitter: ['Un compte qui n’est pas protégé.'],
    linkedin: ['Un profil de membre ou une page que vous administrez.'],
    snapchat: ['Un profil public.'],
    pinterest: ['Un compte professionnel.'],
    threads: ['Un profil Threads qui n’est pas privé.'],
    twitch: ['Une chaîne qui vous appartient.'],
  },
  scopes: {
    instagram_business_basic: 'Profil, abonnés et publications',
    instagram_business_manage_insights: 'Vues, portée, enregistrements et partages des publications',
    instagram_basic: 'Profil, abonnés et publications',
    instagram_manage_insights: 'Vues, portée, enregistrements et partages des publications',
    'user.info.basic': 'Nom et image',
    'user.info.profile': 'Identifiant, lien et biographie',
    'user.info.stats': 'Abonnés, j’aime et nombre de vidéos',
    'video.list': 'Vidéos publiques et leurs compteurs',
    pages_show_list: 'La liste des pages que vous gérez',
    pages_read_engagement: 'Abonnés et publications de la page choisie',
    pages_read_user_content: 'Commentaires des visiteurs',
    read_insights: 'Vues et portée de la page',
    business_management: 'Pages gérées par un compte professionnel',
    'https://www.googleapis.com/auth/youtube.readonly': 'Chaîne, abonnés et vidéos',
    'https://www.googleapis.com/auth/yt-analytics.readonly': 'Vues et temps de visionnage',
    threads_basic: 'Profil et publications',
    threads_manage_insights: 'Abonnés, vues et j’aime',
    'users.read': 'Profil et abonnés',
    'tweet.read': 'Publications et leurs compteurs',
    'offline.access': 'Pour mesurer en votre absence',
    r_member_profileAnalytics: 'Abonnés',
    r_member_postAnalytics: 'Chiffres de vos publications',
    'user_accounts:read': 'Profil et chiffres du compte',
    'pins:read': 'Épingles et leurs compteurs',
    'boards:read': 'Tableaux où se trouvent les épingles',
    'moderator:read:followers': 'Abonnés de la chaîne',
  },
};

export default guide;
