#include "oauth/authorize_page.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace social::simulator {

namespace {

constexpr std::string_view style = R"(
:root{font-family:system-ui,sans-serif;color:#1c1e21;background:#f2f3f5}
body{margin:0;display:flex;justify-content:center}
main{background:#fff;margin:2rem 1rem;padding:1.5rem 2rem;max-width:34rem;width:100%;border-radius:12px;
box-shadow:0 1px 6px #0002}
h1{font-size:1.25rem;margin:.2rem 0 1rem}
.brand{font-weight:700;color:var(--brand)}
fieldset{border:1px solid #dadde1;border-radius:8px;margin:0 0 1rem;padding:.6rem 1rem}
legend{font-weight:600;padding:0 .3rem}
.people{max-height:20rem;overflow:auto}
label{display:flex;align-items:center;gap:.7rem;padding:.3rem 0}
label img{width:36px;height:36px;border-radius:50%}
small{color:#65676b}
button{font:inherit;padding:.6rem 1.4rem;border-radius:8px;border:1px solid #ccd0d5;background:#fff;cursor:pointer}
button.allow{background:var(--brand);border-color:var(--brand);color:#fff}
.actions{display:flex;gap:.8rem;justify-content:flex-end}
input[type=number]{font:inherit;width:9rem;padding:.3rem}
)";

struct Brand {
    std::string_view name;
    std::string_view colour;
};

Brand brand(Platform platform) {
    switch (platform) {
    case Platform::instagram:
        return {"Instagram", "#c13584"};
    case Platform::facebook:
        return {"Facebook", "#1877f2"};
    case Platform::tiktok:
        break;
    }
    return {"TikTok", "#111"};
}

std::string document(Platform platform, std::string_view content) {
    Brand brand = simulator::brand(platform);
    return concat("<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' "
                  "content='width=device-width'><title>",
                  brand.name, " (simulated)</title><style>:root{--brand:", brand.colour, "}", style,
                  "</style></head><body><main><div class='brand'>", brand.name,
                  " <small>simulated</small></div>", content, "</main></body></html>");
}

std::string person_choice(const Accounts &accounts, Platform platform, std::uint32_t account,
                          std::int64_t now) {
    Subject subject{platform, account, platform == Platform::facebook ? 1u : 0u};
    Profile profile = accounts.profile(subject, now);
    std::string number = std::to_string(account);
    std::string detail =
        concat("@", profile.username, " · ", std::to_string(profile.followers), " followers");
    if (platform == Platform::instagram && accounts.personal(account))
        detail += " · personal account";
    if (platform == Platform::facebook)
        detail = concat(std::to_string(accounts.pages(account)),
                        accounts.pages(account) == 1 ? " Page" : " Pages");
    return concat("<label><input type='radio' name='account' value='", number, "'",
                  account == 1 ? " checked" : "", "><img alt='' src='/avatar/", name_of(platform), "/",
                  number, ".svg'><span>", html_escape(accounts.world.person(account).name()), "<br><small>",
                  html_escape(detail), "</small></span></label>");
}

std::string scope_choice(std::string_view scope, bool refusable) {
    return concat("<label><input type='checkbox' name='scope' value='", scope, "' checked",
                  refusable ? "" : " disabled", "><span>", scope, refusable ? "" : " <small>required</small>",
                  "</span></label>");
}

} // namespace

std::string consent_page(const ConsentView &view, const Accounts &accounts, std::int64_t now) {
    std::string people;
    for (std::uint32_t account = 1; account <= std::min(cast_size, accounts.world.settings().accounts);
         ++account)
        people += person_choice(accounts, view.platform, account, now);
    std::string scopes;
    for (const std::string &name : scope_names(view.platform, view.asked))
        scopes +=
            scope_choice(name, (scope_bit(view.platform, name) & unrefusable_scopes(view.platform)) == 0);
    return document(
        view.platform,
        concat("<h1>", html_escape(view.app_id), " would like to access your account</h1>",
               "<form method='post'><input type='hidden' name='choose' value='1'>",
               "<fieldset><legend>Who are you?</legend><div class='people'>", people, "</div>",
               "<label>or account number <input type='number' name='other_account' min='1' max='",
               std::to_string(accounts.world.settings().accounts), "'></label></fieldset>",
               "<fieldset><legend>What may it do?</legend>", scopes, "</fieldset>",
               "<div class='actions'><button name='decision' value='cancel'>Cancel</button>",
               "<button class='allow' name='decision' value='allow'>Allow</button></div></form>"));
}

std::string authorize_error_page(Platform platform, std::string_view message) {
    return document(platform, concat("<h1>Something is wrong with this request</h1><p id='error'>",
                                     html_escape(message), "</p>"));
}

std::string personal_account_page(std::string_view name, std::string_view give_up_link) {
    return document(
        Platform::instagram,
        concat("<h1>Switch to a professional account</h1><p id='error'>", html_escape(name),
               " is a personal account. Only professional accounts can be connected: switch to a business "
               "or creator account in the settings, then try again.</p><p><a href='",
               html_escape(give_up_link), "'>Not now</a></p>"));
}

} // namespace social::simulator
