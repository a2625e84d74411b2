// The operator's overview and sync log, in French.
import type { Messages } from '../messages';
import { orMore, pluralFor } from '../plural';

const plural = pluralFor('fr');

const operations: Messages['operations'] = {
  title: 'Aperçu',
  updated: (when) => `Vu ${when}, se met à jour tout seul`,
  verdict: {
    well: 'Tout va bien',
    wellBody: 'Les objectifs sont tenus, les processus tournent, rien n’est suspendu ni en pause.',
    unmeasuredBody: (count) =>
      plural(count, {
        one: 'Les processus tournent, rien n’est suspendu ni en pause. # objectif n’a encore rien à mesurer.',
        other:
          'Les processus tournent, rien n’est suspendu ni en pause. # objectifs n’ont encore rien à mesurer.',
      }),
    unknown: 'État inconnu pour l’instant',
    unknownBody: (when) =>
      `Le serveur ne répond plus. Ce qui suit a été vu ${when} ; cette page continue d’essayer.`,
    attention: (count) =>
      plural(count, { one: 'Un point demande votre attention', other: '# points demandent votre attention' }),
  },
  findings: {
    disabled: 'Les appels vers l’extérieur sont coupés (pg_social.enabled).',
    parked: 'Les processus sont suspendus : aucune plateforme n’est appelée, aucun courriel ne part.',
    parkedCauses: {
      copy: 'Cette base est une copie dont les jetons servent ailleurs. resume_workers() y met fin une fois l’original arrêté.',
      by_hand: 'Quelqu’un a appelé park_workers(). resume_workers() y met fin.',
      unknown_home:
        'On ne sait pas d’où ces jetons ont servi en dernier. resume_workers() dit que ce sera d’ici.',
    },
    paused: (platform, until) => `${platform} est en pause jusqu’à ${until}.`,
    pausedOpen: (platform) => `${platform} est en pause jusqu’à sa reprise.`,
    objective: (name, value, target) => `${name} : ${value}, l’objectif est ${target}.`,
    noWorker:
      'Aucun processus de synchronisation ne tourne. Démarrez le serveur avec pg_social dans shared_preload_libraries.',
    silentWorker: (name, when) => `Dernier signe de vie de ${name} : ${when}.`,
    jobFailed: (name) => `La dernière exécution de « ${name} » a échoué.`,
    jobLate: (name, when) => `« ${name} » devait partir ${when} et n’a pas commencé.`,
    jobPaused: (name) => `La tâche « ${name} » est en pause.`,
    notRunning: (name) => `${name} ne tourne pas.`,
    keyProblem: 'La clé de chiffrement est inutilisable : aucune plateforme n’est appelée.',
    otherTrouble: 'Le serveur n’avance plus dans son propre travail.',
    overdue: (count) =>
      plural(count, {
        one: '# compte actif est en retard : aucune synchronisation réussie depuis 26 heures ou plus.',
        other: '# comptes actifs sont en retard : aucune synchronisation réussie depuis 26 heures ou plus.',
      }),
    mailsOverdue: (count) =>
      plural(count, {
        one: '# courriel attend depuis plus d’une heure.',
        other: `# courriels ${orMore(count, 'ou plus ')}attendent depuis plus d’une heure.`,
      }),
    mailsGivenUp: (count) =>
      plural(count, {
        one: '# courriel a été abandonné depuis hier : il n’arrivera pas.',
        other: `# courriels ${orMore(count, 'ou plus ')}ont été abandonnés depuis hier : ils n’arriveront pas.`,
      }),
  },
  resumePlatform: (platform) => `Reprendre ${platform}`,
  objectives: {
    title: 'Objectifs, dernières 24 heures',
    sync_success: 'Synchronisations réussies',
    mean_sync: 'Durée moyenne d’une synchronisation',
    expired: 'Comptes expirés',
    in_error: 'Comptes en erreur',
    above: (target) => `objectif : plus de ${target}`,
    below: (target) => `objectif : moins de ${target}`,
    met: 'tenu',
    missed: 'manqué',
    unmeasured: 'rien à mesurer pour l’instant',
  },
  run: {
    title: 'Passage quotidien',
    idle: 'Aucun passage en cours.',
    next: (when) => `Le prochain ${when}.`,
    of: (done, total) => `${done} comptes sur ${total}`,
    failed: (count) => plural(count, { zero: 'aucun échec', one: '# échec', other: '# échecs' }),
    rate: (rate) => `${rate} par seconde`,
    left: (time) => `encore ${time}`,
    label: 'Avancement du passage',
  },
  workers: {
    title: 'Processus',
    process: 'Processus',
    doing: 'Activité',
    inFlight: 'En cours',
    recorded: 'Enregistrés',
    failed: 'Échecs',
    heartbeat: 'Signe de vie',
    since: 'Démarré',
    activities: {
      'looking after the databases': 'surveille les bases',
      starting: 'démarre',
      'waiting for the next job': 'attend la prochaine tâche',
      'waiting for accounts that are due': 'attend les prochains comptes à mesurer',
    },
    states: { running: 'en marche', starting: 'démarre', 'not running': 'arrêté' },
    notes: {
      'no free slot in max_worker_processes': 'Plus de place libre dans max_worker_processes : augmentez-le.',
      'a statement keeps the workers away': 'Une requête tient les processus à l’écart pour l’instant.',
    },
    cautious: 'un compte à la fois après un arrêt brutal',
    none: 'Aucun processus ne tourne.',
  },
  jobs: {
    title: 'Tâches',
    name: 'Tâche',
    last: 'Dernière exécution',
    next: 'Prochaine',
    schedule: 'Horaire',
    run: 'Exécuter',
    pause: 'Mettre en pause',
    resume: 'Reprendre',
    paused: 'en pause',
    started: (name) => `${name} : exécution lancée.`,
    failed: 'Cela n’a pas abouti :',
    status: { queued: 'en file', running: 'en cours', succeeded: 'réussie', failed: 'échouée' },
    causes: {
      lock: 'Autre chose a tenu les mêmes données trop longtemps. Un nouvel essai se fera tout seul.',
      cancelled: 'Elle a été annulée. Un nouvel essai se fera tout seul.',
      space: 'Le serveur manque de disque ou de mémoire : faites de la place.',
      processEnded:
        'Son processus s’est arrêté avant la fin de la tâche. Le journal du serveur dit pourquoi.',
      other: 'Le journal du serveur en dit plus. Un nouvel essai se fera tout seul.',
    },
    neverRan: 'pas encore exécutée',
    names: {
      refresh_expiring_tokens: 'Prolonger les accès qui expirent',
      cleanup_old_logs: 'Nettoyer les anciens journaux',
      sync_all_active_connections: 'Synchroniser tous les comptes',
      notify_token_expiration: 'Avertir des accès qui expirent',
      send_weekly_reports: 'Envoyer les rapports hebdomadaires',
      check_and_repair_connections: 'Réparer les comptes en erreur',
      refresh_materialized_views: 'Actualiser les classements',
    },
  },
  advice: {
    configure: 'Vérifiez identifiant, secret, adresse de retour et autorisations avec configure_platform().',
    wait: 'Un nouvel essai se fera tout seul.',
    serverLog: 'Le journal du serveur en dit plus.',
    creator: 'Seule la personne à qui est le compte peut aider ; un avis lui a été envoyé.',
    outbreak:
      'La plateforme est en panne, ou notre application y est mal réglée : vérifiez son identifiant et son secret.',
    none: 'Un nouvel essai se fera tout seul ; le journal en dit plus.',
  },
  failures: {
    title: 'Échecs par cause',
    platform: 'Plateforme',
    cause: 'Cause',
    accounts: 'Comptes',
    last: 'Vu en dernier',
    none: 'Aucun compte n’est en erreur, aucun accès n’est expiré ni retiré.',
    failed: 'Synchronisations échouées dans le journal',
    see: (platform, cause) => `Voir le journal : ${platform}, ${cause}`,
  },
  expiring: {
    title: 'Accès qui prennent fin',
    none: 'Aucun accès ne prend fin dans les sept jours.',
    more: (count) => plural(count, { one: 'et # autre', other: 'et # autres' }),
  },
  budgets: {
    title: 'Budgets de requêtes',
    used: (used) => `${used} utilisés par le compte le plus actif`,
    calls: (calls) => `${calls} appels dans la dernière heure`,
    resets: (when) => `les plus anciens cessent de compter ${when}`,
    none: 'Aucun appel dans la dernière heure.',
    label: (platform) => `Budget utilisé : ${platform}`,
  },
  outbox: {
    title: 'Courriels',
    status: { waiting: 'en attente', retrying: 'nouvel essai', sent: 'envoyé', gave_up: 'abandonné' },
    next: (when) => `prochain essai ${when}`,
    kinds: {
      weekly_report: 'Rapport hebdomadaire',
      token_expiring: 'Accès bientôt expiré',
      reconnect_needed: 'Compte à reconnecter',
      account_taken_over: 'Compte repris',
    },
    attempts: (count) => plural(count, { one: '# essai', other: '# essais' }),
    none: 'Rien n’attend, rien n’a été envoyé récemment.',
    to: 'À',
  },
  log: {
    title: 'Journal des synchronisations',
    lede: 'Chaque synchronisation, gardée même après l’effacement d’un compte.',
    platform: 'Plateforme',
    status: 'Résultat',
    type: 'Nature',
    cause: 'Cause',
    user: 'Identifiant utilisateur',
    anyCause: 'toutes les causes',
    any: { platform: 'Toutes', status: 'Tous', type: 'Toutes' },
    wholeId: 'un identifiant entier (uuid)',
    noUser:
      'Le champ « Identifiant utilisateur » ne contient pas d’identifiant. Donnez-en un entier, ou videz-le.',
    statuses: { success: 'Réussie', partial_success: 'En partie', failed: 'Échouée', queued: 'En file' },
    types: {
      scheduled: 'Passage quotidien',
      automatic: 'Automatique',
      manual: 'À la main',
      token_refresh: 'Accès prolongé',
      connect: 'Connexion',
    },
    account: 'Compte',
    time: 'Quand',
    took: 'Durée',
    calls: 'Appels',
    details: 'Détails',
    show: 'Voir les détails',
    posts: (count) =>
      plural(count, { zero: 'aucune publication', one: '# publication', other: '# publications' }),
    erased: 'compte effacé',
    all: 'Voir tout le journal',
    latest: 'Dernières synchronisations',
    emptyTitle: 'Aucune synchronisation ne correspond',
    emptyBody: 'Retirez un filtre.',
  },
};

export default operations;
