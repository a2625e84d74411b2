#include "pg/desk_visit.hpp"

#include "core/json.hpp"
#include "core/platforms/login_flow.hpp"
#include "pg/guard.hpp"
#include "pg/identity_choice.hpp"
#include "pg/settings.hpp"

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr const char *kConfigureHint = "Run configure_platform() with the app's id and secret.";

// The code goes along as the detail: callers tell by it what to say to whom.
[[noreturn]] void raise(const Error &error) {
    throw SqlError(sqlstate_of(error), error.message, hint_of(error), error.code);
}

} // namespace

Desk::Desk(const Share &share, Store &store, Flights &flights, DatabaseSteps &steps, HttpClient &http,
           RunQueue &ready, const Clock &clock, const Store::Apps &apps, const std::string &refusal)
    : share_(share), store_(store), flights_(flights), steps_(steps), http_(http), ready_(ready),
      clock_(clock), apps_(apps), refusal_(refusal) {}

Desk::~Desk() = default;

void Desk::serve(const std::function<void()> &prepare, bool closed) {
    closed_ = closed;
    bool prepared = false;
    while (auto mail = take_mail(share_.database, share_.worker, closed)) {
        if (mail->left_over) {
            take_over(std::move(*mail));
            continue;
        }
        try {
            if (!std::exchange(prepared, true))
                prepare();
        } catch (const SqlError &error) {
            refuse_mail(*mail, error.sqlstate(), error.what(), error.hint(), error.detail());
            throw;
        }
        auto &visit = *visits_.emplace_back(std::make_unique<Visit>());
        visit.mail = std::move(*mail);
        visit.errand = read_errand(visit.mail);
        visit.api = std::make_unique<ClientApi>(http_, ready_, clock_, nullptr,
                                                std::chrono::milliseconds{settings.http_timeout_ms});
        visit.task.emplace(attend(visit));
        visit.task->start();
    }
}

bool Desk::busy() const noexcept {
    return std::ranges::any_of(visits_, [](const auto &visit) {
        return (!visit->left && !visit->queue_at) ||
               (visit->errand.kind != "sync" && visit->errand.kind != "refresh");
    });
}

void Desk::tidy() {
    make_room();
    for (auto each = visits_.begin(); each != visits_.end();) {
        auto *visit = each->get();
        const bool done = !visit->task || visit->task->done();
        const bool to_be_queued = visit->queue_at && !visit->left;
        if (done && !to_be_queued) {
            each = visits_.erase(each);
            continue;
        }
        bool keep_going = false;
        if (!visit->left && visit->queue_at.value_or(Moment{}) <= std::chrono::steady_clock::now() &&
            !still_wanted(visit->mail, &keep_going) && (!keep_going || queue_unfinished(*visit))) {
            visit->left = true; // not before: what could not be stored is tried again
            let_go(visit->mail);
        }
        ++each;
    }
}

// What was to be queued for a caller who left still is: there is nobody to be told.
void Desk::refuse(const Visit &visit, const SqlError &error) {
    if (!visit.queue_at)
        refuse_mail(visit.mail, error.sqlstate(), error.what(), error.hint(), error.detail());
}

Task<Done> Desk::attend(Visit &visit) {
    try {
        auto work = carry_out(visit);
        co_await work;
        answer_mail(visit.mail, visit.reply);
    } catch (const SqlError &error) {
        refuse(visit, error);
    } catch (const std::exception &error) {
        refuse(visit, SqlError(ERRCODE_INTERNAL_ERROR, error.what()));
    }
    co_return Done{};
}

Task<Done> Desk::carry_out(Visit &visit) {
    const auto &errand = visit.errand;
    if (errand.kind == "encrypt_secret") {
        auto work = encrypt_secret(visit);
        co_return co_await work;
    }
    if (!refusal_.empty())
        throw SqlError(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE, "platforms are not called now: " + refusal_,
                       "Look at worker_status() and health().", "not_called");
    if (errand.kind == "sync") {
        auto work = sync(visit);
        co_return co_await work;
    }
    if (errand.kind == "refresh") {
        auto work = refresh(visit);
        co_return co_await work;
    }
    if (errand.kind == "complete_oauth") {
        auto work = complete_oauth(visit);
        co_return co_await work;
    }
    if (errand.kind == "connect_token" || errand.kind == "connect_code") {
        auto work = connect(visit, app_of(adapter_of(errand.platform).defaults().platform, "default"),
                            errand.redirect_uri, "");
        co_return co_await work;
    }
    throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, "unknown request");
}

std::shared_ptr<const App> Desk::app_of(Platform platform, const std::string &name) const {
    auto found = apps_.find({platform, name});
    if (found == apps_.end())
        throw SqlError(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
                       std::string(name_of(platform)) + " is not configured or not enabled", kConfigureHint,
                       "not_configured");
    return found->second;
}

const Adapter &Desk::adapter_of(const std::string &platform) const {
    auto named = platform_named(platform);
    const auto *adapter = named ? adapter_for(*named) : nullptr;
    if (!adapter)
        throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, platform + " cannot be connected yet");
    return *adapter;
}

Task<Done> Desk::connect(Visit &visit, std::shared_ptr<const App> app, std::string redirect_uri,
                         std::string code_verifier) {
    auto &errand = visit.errand;
    const auto &adapter = adapter_of(errand.platform);
    if (redirect_uri.empty())
        redirect_uri = app->redirect_uri;
    auto secret = std::move(errand.secret);
    std::optional<Result<std::vector<Identity>>> identities;
    if (errand.kind == "connect_token") {
        auto connecting = adapter.connect_with_token(*visit.api, *app, std::move(secret));
        identities.emplace(co_await connecting);
    } else {
        auto connecting =
            adapter.connect_with_code(*visit.api, *app, redirect_uri, std::move(secret), code_verifier);
        identities.emplace(co_await connecting);
    }
    if (!*identities)
        raise(identities->error());
    auto found = std::move(*identities).value();
    check_claim(errand.claimed_id, errand.platform, found);
    // Who names an account that the login opens has chosen.
    if (errand.page_id.empty() && chosen(found, errand.claimed_id))
        errand.page_id = errand.claimed_id;
    auto storing = store_identity(visit, std::move(found), *app);
    co_return co_await storing;
}

Task<Done> Desk::complete_oauth(Visit &visit) {
    auto &errand = visit.errand;
    OauthState state;
    std::optional<PendingChoice> kept;
    // A state that waits for the choice of a page is spent already, and its code with it.
    std::function<void()> claim = [&] {
        kept = store_.pending_choice(errand.state, errand.user_id, errand.platform);
        if (kept)
            return;
        state = store_.claim_oauth_state(errand.state, errand.user_id, errand.platform);
        // Here, where the state is not spent yet.
        if (!errand.page_id.empty() && !adapter_of(errand.platform).defaults(state.login_flow).opens_several)
            throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE,
                           "a login at " + errand.platform +
                               " opens one account: there are no pages to choose from",
                           "Call again without page_id.", "page_unknown");
    };
    auto claiming = steps_.patient_transaction(claim);
    co_await claiming;
    if (kept && errand.page_id.empty()) {
        visit.reply = "{\"pages\":" + kept->pages_json + "}";
        co_return Done{};
    }
    if (kept) {
        errand.kind = "connect_token";
        errand.secret = std::move(kept->token);
    }
    auto app =
        app_of(adapter_of(errand.platform).defaults().platform, state.app.empty() ? "default" : state.app);
    // Another login may have been configured since this one was begun.
    if (!kept && !serves(*app, state.login_flow))
        app = app->other_login;
    if (!app)
        throw SqlError(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
                       errand.platform + " was configured for another login meanwhile",
                       "Begin again with begin_oauth().", "not_configured");
    auto connecting = connect(visit, app, state.redirect_uri, state.code_verifier);
    co_return co_await connecting;
}

Task<Done> Desk::store_identity(Visit &visit, std::vector<Identity> identities, const App &app) {
    auto &errand = visit.errand;
    const auto *identity = chosen(identities, errand.page_id);
    if (!identity && errand.kind != "complete_oauth")
        refuse_choice(identities, errand.page_id);
    if (!identity) {
        auto pages = pages_json(identities);
        std::function<void()> keep = [&] {
            store_.keep_pending_choice(errand.state, errand.user_id, errand.platform,
                                       identities.front().tokens.refresh_token, pages);
        };
        auto keeping = steps_.patient_transaction(keep);
        co_await keeping;
        // The code is spent; what it gave waits for a better choice.
        if (!errand.page_id.empty())
            refuse_choice(identities, errand.page_id);
        visit.reply = "{\"pages\":" + pages + "}";
        co_return Done{};
    }
    std::string connection;
    std::vector<Claim> claims;
    std::function<void()> save = [&] {
        connection = store_.save_connection(errand.user_id, errand.role, app.platform, app.name, *identity);
        claims = store_.accounts_named({connection});
    };
    // What a code or token was spent for is nowhere but here.
    auto saving = steps_.patient_transaction(save);
    co_await saving;
    Countdown countdown{0, &ready_};
    for (auto &claim : claims) {
        ++countdown.remaining;
        claim.sync_type = "connect";
        auto flown_with = app_of(app.platform, app.name);
        flights_.launch(std::move(claim), flown_with, true,
                        [&countdown](const Record &) { countdown.one_done(); });
    }
    co_await countdown;
    std::function<void()> read = [&] {
        visit.reply = "{\"connection\":" + store_.connection_json(connection) + "}";
    };
    auto reading = steps_.transaction(read);
    co_await reading;
    co_return Done{};
}

Task<Done> Desk::encrypt_secret(Visit &visit) {
    std::function<void()> encrypt = [&] {
        auto [ciphertext, key_id] = store_.encrypt(visit.errand.secret);
        visit.reply =
            "{\"ciphertext\":" + json_quoted(ciphertext) + ",\"key_id\":" + json_quoted(key_id) + "}";
    };
    auto encrypting = steps_.transaction(encrypt);
    co_await encrypting;
    co_return Done{};
}

} // namespace social::pg
