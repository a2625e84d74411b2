#include "core/mail/notice_texts.hpp"

namespace social {

namespace {

constexpr NoticeTexts kFrench{
    .token_expiring =
        {"{account}\u00a0: à reconnecter avant le {date}",
         "L'autorisation que vous avez donnée pour {account} prend fin le {at}, et n'a pas pu être "
         "prolongée.",
         "Après cette date, nous ne recevrons plus les chiffres de ce compte. Ceux que nous avons restent. "
         "Reconnectez-le avant\u00a0: cela prend une minute.",
         "Reconnecter le compte"},
    .reconnect_needed =
        {"{account}\u00a0: compte à reconnecter",
         "{platform} ne nous donne plus accès à {account}\u00a0: l'autorisation a pris fin ou a été retirée.",
         "Jusqu'à ce que vous reconnectiez le compte, ses chiffres restent ceux de la dernière mesure.",
         "Reconnecter le compte"},
    .account_taken_over =
        {"{account}\u00a0: connecté par un autre utilisateur",
         "Un autre utilisateur de ce service a prouvé qu'il a accès à {account} et l'a connecté. Le compte "
         "n'est donc plus connecté chez vous.",
         "Si c'est vous ou votre équipe, il n'y a rien à faire. Sinon, changez votre mot de passe sur "
         "{platform}, puis reconnectez le compte.",
         "Voir mes comptes"},
    .hello_name = "Bonjour {name},",
    .hello = "Bonjour,",
    .your_account = "votre compte",
    .times = "Heures\u00a0: {zone}.",
    .why_this_mail = "Vous recevez ce message parce que vous avez connecté ce compte.",
    .change_preferences = "Choisir les messages que je reçois",
};

constexpr NoticeTexts kEnglish{
    .token_expiring =
        {"{account}: connect again before {date}",
         "The permission you gave for {account} ends on {at} and could not be prolonged.",
         "After that we no longer receive the figures of this account. Those we have stay. Connect it again "
         "before: it takes a minute.",
         "Connect the account again"},
    .reconnect_needed =
        {"{account}: to be connected again",
         "{platform} no longer gives us access to {account}: the permission has ended or was withdrawn.",
         "Until you connect the account again, its figures stay those of the last measurement.",
         "Connect the account again"},
    .account_taken_over =
        {"{account}: connected by another user",
         "Another user of this service has proved access to {account} and connected it. So it is no "
         "longer connected with you.",
         "If that is you or your team, there is nothing to do. If not, change your password at "
         "{platform}, then connect the account again.",
         "See my accounts"},
    .hello_name = "Hello {name},",
    .hello = "Hello,",
    .your_account = "your account",
    .times = "Times: {zone}.",
    .why_this_mail = "You get this message because you connected this account.",
    .change_preferences = "Choose the messages I get",
};

} // namespace

const NoticeTexts::Kind &NoticeTexts::of(NoticeKind kind) const {
    switch (kind) {
    case NoticeKind::token_expiring:
        return token_expiring;
    case NoticeKind::reconnect_needed:
        return reconnect_needed;
    case NoticeKind::account_taken_over:
        break;
    }
    return account_taken_over;
}

const NoticeTexts &notice_texts(const Language &language) {
    return language.code == "en" ? kEnglish : kFrench;
}

} // namespace social
