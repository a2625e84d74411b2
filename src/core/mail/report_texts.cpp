#include "core/mail/report_texts.hpp"

namespace social {

namespace {

constexpr ReportTexts kFrench{
    .subject_with_change = "Votre semaine\u00a0: {change} ({range})",
    .subject = "Votre semaine {range}",
    .hello_name = "Bonjour {name},",
    .hello = "Bonjour,",
    .your_week = "Voici votre semaine {range}.",
    .followers = {"{n} abonné", "{n} abonnés"},
    .accounts = {"{n} compte mesuré", "{n} comptes mesurés"},
    .followers_title = "Abonnés",
    .engagement_title = "Engagement",
    .published_title = "Publications",
    .accounts_title = "Comptes",
    .of_known = {"· {n}\u00a0compte sur\u00a0{all}", "· {n}\u00a0comptes sur\u00a0{all}"},
    .measured_of = {"mesuré sur {all}", "mesurés sur {all}"},
    .over_the_week = "{change} sur la semaine",
    .unknown = "inconnu",
    .no_comparison = "pas encore de comparaison",
    .measured =
        "Mesuré le {at}. Rien à quoi comparer\u00a0: aucune mesure dans les jours précédant la semaine.",
    .compared = "Mesuré le {at}, comparé au {with}.",
    .trend = "Abonnés à la fin des huit dernières semaines, entre {least} et {greatest}.",
    .trend_text = "8 semaines\u00a0: {bars} (entre {least} et {greatest})",
    .trend_gaps = "Un trait fin\u00a0: semaine sans mesure.",
    .best_posts = "Vos publications en plus forte hausse",
    .no_posts = "Aucune publication n'a gagné de mentions J'aime ni de commentaires cette semaine.",
    .posts_unknown = "Aucune publication n'a pu être lue cette semaine.",
    .no_caption = "(sans légende)",
    .published_on = "{platform} · {account} · {date}",
    .likes = {"{n} J'aime", "{n} J'aime"},
    .comments = {"{n} commentaire", "{n} commentaires"},
    .views = {"{n} vue", "{n} vues"},
    .missing = "Ce qui manque",
    .last_measured = "Dernière mesure le {at}.",
    .never_measured = "Jamais mesuré.",
    .expired = "L'autorisation a pris fin\u00a0: reconnectez le compte.",
    .revoked = "L'accès a été retiré\u00a0: reconnectez le compte s'il est toujours à vous.",
    .taken_over =
        "Un autre utilisateur a connecté ce compte\u00a0: reconnectez-le s'il est à vous. Il n'est plus "
        "compté dans vos totaux.",
    .error = "La plateforme ne répond pas comme prévu\u202f; nous réessayons chaque jour.",
    .switched_off = "La synchronisation automatique est désactivée pour ce compte.",
    .not_measured = "Aucune mesure n'a abouti cette semaine\u202f; nous réessayons.",
    .reconnect = "Reconnecter ce compte",
    .look_at_account = "Voir ce compte",
    .open_history = "Voir l'historique",
    .definitions = "Engagement\u00a0: moyenne des J'aime et des commentaires des 25 dernières publications, "
                   "divisée par le "
                   "nombre d'abonnés\u202f; son évolution est en points de pourcentage.",
    .times = "Heures\u00a0: {zone}.",
    .why_this_mail = "Vous recevez ce rapport chaque semaine parce que vous avez connecté vos comptes.",
    .change_preferences = "Ne plus le recevoir, ou changer de langue",
};

constexpr ReportTexts kEnglish{
    .subject_with_change = "Your week: {change} ({range})",
    .subject = "Your week, {range}",
    .hello_name = "Hello {name},",
    .hello = "Hello,",
    .your_week = "Here is your week, {range}.",
    .followers = {"{n} follower", "{n} followers"},
    .accounts = {"{n} account measured", "{n} accounts measured"},
    .followers_title = "Followers",
    .engagement_title = "Engagement",
    .published_title = "New posts",
    .accounts_title = "Accounts",
    .of_known = {"· {n}\u00a0of\u00a0{all}\u00a0accounts", "· {n}\u00a0of\u00a0{all}\u00a0accounts"},
    .measured_of = {"measured out of {all}", "measured out of {all}"},
    .over_the_week = "{change} this week",
    .unknown = "unknown",
    .no_comparison = "nothing to compare with yet",
    .measured = "Measured on {at}. Nothing to compare with: no measurement in the days before the week.",
    .compared = "Measured on {at}, compared with {with}.",
    .trend = "Followers at the end of the last eight weeks, between {least} and {greatest}.",
    .trend_text = "8 weeks: {bars} (between {least} and {greatest})",
    .trend_gaps = "A thin line: a week without measurement.",
    .best_posts = "Your posts that gained most",
    .no_posts = "No post gained likes or comments this week.",
    .posts_unknown = "No posts could be read this week.",
    .no_caption = "(no caption)",
    .published_on = "{platform} · {account} · {date}",
    .likes = {"{n} like", "{n} likes"},
    .comments = {"{n} comment", "{n} comments"},
    .views = {"{n} view", "{n} views"},
    .missing = "What is missing",
    .last_measured = "Last measured on {at}.",
    .never_measured = "Never measured.",
    .expired = "The permission has ended: connect the account again.",
    .revoked = "Access was withdrawn: connect the account again if it is still yours.",
    .taken_over = "Another user has connected this account: connect it again if it is yours. It is no longer "
                  "counted in your totals.",
    .error = "The platform does not answer as it should; we try again every day.",
    .switched_off = "Automatic synchronisation is switched off for this account.",
    .not_measured = "No measurement succeeded this week; we keep trying.",
    .reconnect = "Connect this account again",
    .look_at_account = "Look at this account",
    .open_history = "See the history",
    .definitions =
        "Engagement: average likes and comments of the newest 25 posts, divided by the followers; its change "
        "is in percentage points (pp).",
    .times = "Times: {zone}.",
    .why_this_mail = "You get this report every week because you connected your accounts.",
    .change_preferences = "Stop it, or change its language",
};

} // namespace

const ReportTexts &report_texts(const Language &language) {
    return language.code == "en" ? kEnglish : kFrench;
}

} // namespace social
