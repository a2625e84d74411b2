#include "pg/desk.hpp"

#include "core/instant_text.hpp"
#include "core/json.hpp"
#include "core/platforms/login_flow.hpp"
#include "pg/guard.hpp"
#include "pg/identity_choice.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "pg/wake.hpp"

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr auto kQueueAgainAfter = 1s;
constexpr const char *kConfigureHint = "Run configure_platform() with the app's id and secret.";

// The code goes along as the detail: callers tell by it what to say to whom.
[[noreturn]] void raise(const Error &error) {
    throw SqlError(sqlstate_of(error), error.message, hint_of(error), error.code);
}

// One row of refresh_expiring_tokens().
std::string refreshed_json(const Record &record) {
    bool success = record.settlement.sync_status != "failed";
    const auto &refreshed = record.outcome.refreshed;
    auto expires_at = refreshed ? refreshed->token_expires_at : std::nullopt;
    return "{\"connection_id\":" + json_quoted(record.attempt.connection_id) +
           ",\"platform\":" + json_quoted(name_of(record.platform)) +
           ",\"success\":" + (success ? "true" : "false") +
           ",\"error\":" + (success ? "null" : json_quoted(record.settlement.error_message)) +
           ",\"token_expires_at\":" + (expires_at ? json_quoted(iso_text(*expires_at)) : "null") + "}";
}

// Several flights to wait for: resumes when the last has been recorded.
struct Countdown {
    int remaining = 0;
    RunQueue *ready = nullptr;
    std::coroutine_handle<> waiting{};

    void one_done() {
        if (--remaining == 0 && waiting)
            ready->push(waiting);
    }
    bool await_ready() const noexcept { return remaining == 0; }
    void await_suspend(std::coroutine_handle<> coroutine) noexcept { waiting = coroutine; }
    void await_resume() const noexcept {}
};

} // namespace

struct Desk::Visit {
    Mail mail{};
    Errand errand{};
    std::unique_ptr<ClientApi> api{};
    std::optional<Task<Done>> task{};
    std::string reply{};
    std::vector<std::int64_t> unfinished{}; // log ids, in the order of the errand's connections
    bool left = false;                      // the caller has gone
    // When queueing what the caller left is tried again; nothing: it has not failed.
    std::optional<Moment> queue_at{};
};

Desk::Desk(const Share &share, Store &store, Flights &flights, DatabaseSteps &steps, HttpClient &http,
           RunQueue &ready, const Clock &clock, const Store::Apps &apps, const std::string &refusal)
    : share_(share), store_(store), flights_(flights), steps_(steps), http_(http), ready_(ready),
      clock_(clock), apps_(apps), refusal_(refusal) {}

Desk::~Desk() = default;

void Desk::serve(const std::function<void()> &prepare, bool closed) {
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

// Nobody waits for it, and it is not begun here: it may be another worker's account.
void Desk::take_over(Mail mail) {
    auto &visit = *visits_.emplace_back(std::make_unique<Visit>());
    visit.mail = std::move(mail);
    visit.errand = read_errand(visit.mail);
    visit.unfinished = visit.errand.log_ids;
    visit.unfinished.resize(visit.errand.connection_ids.size());
    visit.queue_at = Moment{};
}

void Desk::hand_on() {
    for (const auto &visit : visits_) {
        if (visit->left || !visit->queue_at)
            continue;
        std::string ids, log_ids;
        for (std::size_t i = 0; i < visit->unfinished.size(); ++i) {
            if (visit->unfinished[i] == 0)
                continue;
            ids += (ids.empty() ? "" : ",") + json_quoted(visit->errand.connection_ids[i]);
            log_ids += (log_ids.empty() ? "" : ",") + std::to_string(visit->unfinished[i]);
        }
        auto request = "{\"kind\":\"sync\",\"sync_type\":" + json_quoted(visit->errand.sync_type) +
                       ",\"connection_ids\":[" + ids + "],\"log_ids\":[" + log_ids + "]}";
        if (!ids.empty() && !pg::hand_on(visit->mail, request))
            write_log(LOG, "pg_social loses syncs that were asked for and could not be queued: " + log_ids);
    }
}

void Desk::tidy() {
    for (auto each = visits_.begin(); each != visits_.end();) {
        auto *visit = each->get();
        if (visit->task ? visit->task->done() : visit->left) {
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

// False when it failed. That is nobody else's matter: mails, other callers and a new number of workers do
// not wait until it works.
bool Desk::queue_unfinished(Visit &visit) {
    if (visit.unfinished.empty())
        return true;
    try {
        WorkTransaction transaction("queueing what nobody waits for any more");
        for (std::size_t i = 0; i < visit.unfinished.size(); ++i)
            if (visit.unfinished[i] != 0)
                store_.queue_again(visit.unfinished[i], visit.errand.connection_ids[i],
                                   visit.errand.sync_type, clock_.now());
        transaction.commit();
        error_log_.all_went_well();
        if (visit.mail.left_over) // it may be another worker's account
            wake_database(share_.database);
        return true;
    } catch (const std::exception &failure) {
        visit.queue_at = std::chrono::steady_clock::now() + kQueueAgainAfter;
        error_log_.write(
            std::string("pg_social could not queue a sync that its caller no longer waits for: ") +
            failure.what());
        return false;
    }
}

std::optional<std::chrono::milliseconds> Desk::patience() const {
    std::optional<std::chrono::milliseconds> patience;
    for (const auto &visit : visits_)
        if (!visit->left && visit->queue_at) {
            auto left = std::chrono::ceil<std::chrono::milliseconds>(*visit->queue_at -
                                                                     std::chrono::steady_clock::now());
            patience = std::min(patience.value_or(kQueueAgainAfter), std::max(0ms, left));
        }
    return patience;
}

Task<Done> Desk::attend(Visit &visit) {
    try {
        auto work = carry_out(visit);
        co_await work;
        answer_mail(visit.mail, visit.reply);
    } catch (const SqlError &error) {
        refuse_mail(visit.mail, error.sqlstate(), error.what(), error.hint(), error.detail());
    } catch (const std::exception &error) {
        refuse_mail(visit.mail, ERRCODE_INTERNAL_ERROR, error.what(), "", "");
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

Task<Done> Desk::sync(Visit &visit) {
    auto &errand = visit.errand;
    std::vector<Claim> claims;
    // Also of a caller who leaves before they are loaded.
    visit.unfinished = errand.log_ids;
    visit.unfinished.resize(errand.connection_ids.size());
    std::function<void()> load = [&] { claims = store_.accounts_named(errand.connection_ids); };
    auto loading = steps_.transaction(load);
    co_await loading;
    visit.unfinished.assign(errand.connection_ids.size(), 0);
    Countdown countdown{0, &ready_};
    for (auto &claim : claims) {
        auto &ids = errand.connection_ids;
        auto at = static_cast<std::size_t>(std::find(ids.begin(), ids.end(), claim.account.connection_id) -
                                           ids.begin());
        if (at >= errand.log_ids.size())
            continue;
        claim.log_id = visit.unfinished[at] = errand.log_ids[at];
        claim.sync_type = errand.sync_type;
        auto found = apps_.find({claim.account.platform, claim.account.app});
        ++countdown.remaining;
        flights_.launch(std::move(claim), found == apps_.end() ? nullptr : found->second, true,
                        [&countdown, &visit, at](const Record &record) {
                            visit.unfinished[at] = 0;
                            // One that joined another's sync is answered with that one's row.
                            visit.errand.log_ids[at] = record.attempt.log_id.value_or(0);
                            countdown.one_done();
                        });
    }
    co_await countdown;
    std::function<void()> read = [&] {
        visit.reply = "{\"rows\":" + store_.sync_log_json(errand.log_ids, errand.connection_ids) + "}";
    };
    auto reading = steps_.transaction(read);
    co_await reading;
    co_return Done{};
}

Task<Done> Desk::refresh(Visit &visit) {
    std::vector<Claim> claims;
    std::function<void()> load = [&] {
        claims = store_.expiring_accounts(visit.errand.days_before, share_.worker, share_.workers);
    };
    auto loading = steps_.transaction(load);
    co_await loading;
    std::string rows;
    Countdown countdown{0, &ready_};
    for (auto &claim : claims) {
        claim.sync_type = "token_refresh";
        auto found = apps_.find({claim.account.platform, claim.account.app});
        ++countdown.remaining;
        flights_.launch(std::move(claim), found == apps_.end() ? nullptr : found->second, true,
                        [&](const Record &record) {
                            rows += (rows.empty() ? "" : ",") + refreshed_json(record);
                            countdown.one_done();
                        });
    }
    co_await countdown;
    visit.reply = "{\"rows\":[" + rows + "]}";
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
