// One account's sync: when tokens are refreshed, what is durable before what, and what a lost answer costs.
#include "core/sync/account_sync.hpp"
#include "platforms/scripted_api.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Error failure(Reaction reaction, std::string code) {
    Error error;
    error.reaction = reaction;
    error.code = code;
    error.message = code + " happened";
    return error;
}

// Does what it is told, and writes down in which order it was asked.
class FakeAdapter final : public Adapter {
public:
    mutable std::vector<std::string> *story = nullptr;
    PlatformDefaults platform_defaults{};
    bool must = false;
    bool should = false;
    bool too_new = false;
    mutable std::deque<Result<Tokens>> refreshes{};
    mutable std::deque<Result<Snapshot>> fetches{};

    const PlatformDefaults &defaults(std::string_view) const override { return platform_defaults; }
    std::string authorize_url(const App &, const AuthorizeRequest &) const override { return {}; }
    Task<Result<std::vector<Identity>>> connect_with_code(Api &, const App &, std::string, Secret,
                                                          std::string) const override {
        co_return std::vector<Identity>{};
    }
    Task<Result<std::vector<Identity>>> connect_with_token(Api &, const App &, Secret) const override {
        co_return std::vector<Identity>{};
    }
    bool must_refresh_first(const Account &, Instant) const override { return must; }
    bool should_refresh(const Account &, Instant) const override { return should; }
    bool too_new_to_refresh(const Account &, Instant) const override { return too_new; }
    Task<Result<Tokens>> refresh(Api &, const App &, const Account &account) const override {
        story->push_back("refresh with " + account.tokens.refresh_token.reveal());
        auto result = std::move(refreshes.front());
        refreshes.pop_front();
        co_return result;
    }
    Task<Result<Snapshot>> fetch(Api &, const App &, const Account &account, bool) const override {
        story->push_back("fetch with " + account.tokens.access_token.reveal());
        auto result = std::move(fetches.front());
        fetches.pop_front();
        co_return result;
    }
    Task<Result<Done>> revoke(Api &, const App &, Account &) const override { co_return Done{}; }
};

class FakeJournal final : public Journal {
public:
    FakeJournal(ScriptedApi &api, std::vector<std::string> &story) : api_(api), story_(story) {}
    bool intends = true;
    bool stores = true;
    std::string replaced; // the pair that the new one takes the place of

    void write(Step step, const Account &account, bool &committed, std::coroutine_handle<> waiting) override {
        if (step == Step::intend_rotation) {
            story_.push_back("intend");
            committed = intends;
        } else {
            story_.push_back("store " + account.tokens.access_token.reveal() + " " +
                             account.tokens.refresh_token.reveal());
            replaced = account.access_token_before.reveal() + " " + account.refresh_token_before.reveal();
            committed = stores;
        }
        api_.wait(waiting);
    }

private:
    ScriptedApi &api_;
    std::vector<std::string> &story_;
};

class AccountSync : public testing::Test {
protected:
    AccountSync() {
        adapter.story = &story;
        account.tokens.access_token = Secret{"a1"};
        account.tokens.refresh_token = Secret{"r1"};
        account.tokens.granted_scopes = {"video.list"};
        account.tokens.grant_expires_at = at(1'800'000'000);
    }

    // One after the other; snapshots are moved, so no braces.
    template <typename... Outcomes>
    void fetches_bring(Outcomes... outcomes) {
        adapter.fetches.clear();
        (adapter.fetches.emplace_back(std::move(outcomes)), ...);
    }

    SyncOutcome sync() { return api.run(sync_account(api, journal, adapter, app, account, SyncOptions{})); }
    SyncOutcome refresh() { return api.run(refresh_account(api, journal, adapter, app, account)); }

    static Tokens pair(std::string access, std::string refresh) {
        Tokens tokens;
        tokens.access_token = Secret{access};
        tokens.refresh_token = Secret{refresh};
        tokens.grant_expires_at = at(1'900'000'000);
        return tokens;
    }
    static Snapshot seen() {
        Snapshot snapshot;
        snapshot.profile.followers = 7;
        return snapshot;
    }

    ScriptedApi api;
    std::vector<std::string> story;
    FakeJournal journal{api, story};
    FakeAdapter adapter;
    App app;
    Account account;
};

TEST_F(AccountSync, fetches_and_no_more_when_the_token_serves) {
    fetches_bring(seen());
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("fetch with a1"));
    EXPECT_EQ(outcome.snapshot->profile.followers, 7);
    EXPECT_FALSE(outcome.error);
    EXPECT_FALSE(outcome.refreshed);
}

TEST_F(AccountSync, a_pair_that_rotates_is_intended_then_stored_then_used) {
    adapter.platform_defaults.refresh_policy = RefreshPolicy::rotate;
    adapter.must = true;
    adapter.refreshes = {pair("a2", "r2")};
    fetches_bring(seen());
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("intend", "refresh with r1", "store a2 r2", "fetch with a2"));
    ASSERT_TRUE(outcome.refreshed);
    EXPECT_TRUE(outcome.tokens_stored);
    EXPECT_EQ(outcome.refreshed->refresh_token.reveal(), "r2");
    EXPECT_THAT(outcome.refreshed->granted_scopes, ElementsAre("video.list")); // not told again, so kept
    EXPECT_EQ(account.tokens.access_token.reveal(), "a2");
    EXPECT_EQ(account.tokens.grant_expires_at, at(1'900'000'000));
    EXPECT_EQ(account.last_refreshed_at, api.clock);
}

TEST_F(AccountSync, a_token_that_extends_itself_needs_no_intention_and_keeps_the_refresh_token) {
    adapter.platform_defaults.refresh_policy = RefreshPolicy::extend;
    adapter.should = true;
    adapter.refreshes = {pair("a2", "")};
    fetches_bring(seen());
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("refresh with r1", "store a2 r1", "fetch with a2"));
    EXPECT_FALSE(outcome.error);
}

TEST_F(AccountSync, nothing_is_refreshed_ahead_of_time_when_not_wanted) {
    adapter.should = true;
    fetches_bring(seen());
    SyncOptions options;
    options.refresh_early = false;
    auto outcome = api.run(sync_account(api, journal, adapter, app, account, options));
    EXPECT_THAT(story, ElementsAre("fetch with a1"));
    EXPECT_TRUE(outcome.snapshot);
}

TEST_F(AccountSync, a_failed_refresh_ahead_of_time_costs_no_figures) {
    adapter.should = true;
    adapter.refreshes = {failure(Reaction::reconnect, "190/467")};
    fetches_bring(seen());
    auto outcome = sync();
    EXPECT_TRUE(outcome.snapshot);
    EXPECT_EQ(outcome.error->code, "190/467");
    EXPECT_FALSE(outcome.refreshed);
}

TEST_F(AccountSync, a_token_that_dies_after_a_failed_refresh_ahead_of_time_is_refreshed_again) {
    adapter.should = true;
    adapter.refreshes = {failure(Reaction::retry_later, "2"), pair("a2", "r2")};
    fetches_bring(failure(Reaction::refresh_token, "190"), seen());
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("refresh with r1", "fetch with a1", "refresh with r1", "store a2 r2",
                                   "fetch with a2"));
    EXPECT_TRUE(outcome.snapshot);
    EXPECT_FALSE(outcome.error); // the second refresh has made up for the first
}

TEST_F(AccountSync, new_tokens_got_ahead_of_time_that_cannot_be_stored_are_not_used) {
    adapter.should = true;
    journal.stores = false;
    adapter.refreshes = {pair("a2", "r2")};
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("refresh with r1", "store a2 r2"));
    EXPECT_EQ(outcome.error->code, "not_recorded");
    EXPECT_FALSE(outcome.tokens_stored);
    EXPECT_EQ(outcome.refreshed->refresh_token.reveal(), "r2");
}

TEST_F(AccountSync, what_a_refresh_takes_the_place_of_is_told_with_it) {
    adapter.must = true;
    adapter.refreshes = {pair("a2", "r2")};
    fetches_bring(seen());
    (void)sync();
    EXPECT_EQ(journal.replaced, "a1 r1");
}

TEST_F(AccountSync, the_end_of_the_refresh_token_is_kept_where_it_stays_and_is_not_told) {
    account.tokens.refresh_token_expires_at = at(1'850'000'000);
    adapter.refreshes = {pair("a2", "")};
    EXPECT_EQ(refresh().refreshed->refresh_token_expires_at, at(1'850'000'000));
    // Told again without the token, it is the platform's word that counts.
    Tokens longer = pair("a3", "");
    longer.refresh_token_expires_at = at(1'860'000'000);
    adapter.refreshes = {longer};
    EXPECT_EQ(refresh().refreshed->refresh_token_expires_at, at(1'860'000'000));
    // The end of the old one says nothing of a new one.
    adapter.refreshes = {pair("a4", "r4")};
    EXPECT_EQ(refresh().refreshed->refresh_token_expires_at, std::nullopt);
}

TEST_F(AccountSync, a_token_too_young_to_be_refreshed_is_nothing_to_tell) {
    adapter.should = true;
    adapter.refreshes = {failure(Reaction::skip, "100")};
    fetches_bring(seen());
    EXPECT_FALSE(sync().error);
}

TEST_F(AccountSync, an_intention_that_cannot_be_stored_spends_nothing) {
    adapter.platform_defaults.refresh_policy = RefreshPolicy::rotate;
    adapter.must = true;
    journal.intends = false;
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("intend"));
    EXPECT_EQ(outcome.error->reaction, Reaction::retry_later);
    EXPECT_EQ(outcome.error->code, "not_recorded");
    EXPECT_FALSE(outcome.refreshed);
}

TEST_F(AccountSync, a_new_pair_that_cannot_be_stored_is_not_used_but_handed_out) {
    adapter.platform_defaults.refresh_policy = RefreshPolicy::rotate;
    adapter.must = true;
    journal.stores = false;
    adapter.refreshes = {pair("a2", "r2")};
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("intend", "refresh with r1", "store a2 r2"));
    EXPECT_EQ(outcome.error->code, "not_recorded");
    EXPECT_EQ(outcome.refreshed->refresh_token.reveal(), "r2");
    EXPECT_FALSE(outcome.tokens_stored);
}

TEST_F(AccountSync, a_stale_token_is_refreshed_once_and_the_fetch_tried_once_more) {
    fetches_bring(failure(Reaction::refresh_token, "access_token_invalid"), seen());
    adapter.refreshes = {pair("a2", "r2")};
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("fetch with a1", "refresh with r1", "store a2 r2", "fetch with a2"));
    EXPECT_TRUE(outcome.snapshot);
    EXPECT_FALSE(outcome.error);
    EXPECT_TRUE(outcome.refreshed);
}

TEST_F(AccountSync, a_token_that_is_stale_after_its_refresh_needs_the_creator) {
    fetches_bring(failure(Reaction::refresh_token, "access_token_invalid"),
                  failure(Reaction::refresh_token, "access_token_invalid"));
    adapter.refreshes = {pair("a2", "r2")};
    auto outcome = sync();
    EXPECT_EQ(story.size(), 4u);
    EXPECT_FALSE(outcome.snapshot);
    EXPECT_EQ(outcome.error->reaction, Reaction::reconnect);
    EXPECT_TRUE(outcome.refreshed);
}

TEST_F(AccountSync, a_token_refreshed_before_the_fetch_is_not_refreshed_again) {
    adapter.must = true;
    adapter.refreshes = {pair("a2", "r2")};
    fetches_bring(failure(Reaction::refresh_token, "access_token_invalid"));
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("refresh with r1", "store a2 r2", "fetch with a2"));
    EXPECT_EQ(outcome.error->reaction, Reaction::reconnect);
}

TEST_F(AccountSync, a_refresh_that_fails_decides_what_happens_next) {
    for (auto reaction : {Reaction::retry_later, Reaction::reconnect, Reaction::misconfigured}) {
        story.clear();
        fetches_bring(failure(Reaction::refresh_token, "access_token_invalid"));
        adapter.refreshes = {failure(reaction, "refused")};
        auto outcome = sync();
        EXPECT_EQ(outcome.error->reaction, reaction);
        EXPECT_EQ(outcome.error->code, "refused");
        EXPECT_THAT(story, ElementsAre("fetch with a1", "refresh with r1"));
    }
    adapter.must = true;
    adapter.refreshes = {failure(Reaction::refresh_token, "access_token_invalid")};
    EXPECT_EQ(sync().error->reaction, Reaction::reconnect);
}

TEST_F(AccountSync, an_http_status_alone_disconnects_nobody) {
    Error unexplained = failure(Reaction::refresh_token, "http_401");
    fetches_bring(unexplained, unexplained);
    adapter.refreshes = {pair("a2", "r2")};
    EXPECT_EQ(sync().error->reaction, Reaction::retry_later);
    adapter.must = true;
    adapter.refreshes = {unexplained};
    EXPECT_EQ(sync().error->reaction, Reaction::retry_later);
}

TEST_F(AccountSync, failures_of_the_fetch_come_back_as_they_are) {
    for (auto reaction :
         {Reaction::retry_later, Reaction::reconnect, Reaction::misconfigured, Reaction::skip}) {
        fetches_bring(failure(reaction, "failed"));
        auto outcome = sync();
        EXPECT_FALSE(outcome.snapshot);
        EXPECT_EQ(outcome.error->reaction, reaction);
    }
}

TEST_F(AccountSync, what_kept_a_part_away_is_told_beside_the_figures) {
    Snapshot partial = seen();
    partial.incomplete = failure(Reaction::retry_later, "2");
    fetches_bring(std::move(partial));
    auto outcome = sync();
    EXPECT_TRUE(outcome.snapshot);
    EXPECT_EQ(outcome.error->code, "2");

    // It is more than what a refresh ahead of time came to.
    adapter.should = true;
    adapter.refreshes = {failure(Reaction::retry_later, "1")};
    partial = seen();
    partial.incomplete = failure(Reaction::retry_later, "2");
    fetches_bring(std::move(partial));
    EXPECT_EQ(sync().error->code, "2");
}

TEST_F(AccountSync, a_lost_answer_says_that_the_pair_may_be_spent) {
    adapter.platform_defaults.refresh_policy = RefreshPolicy::rotate;
    adapter.must = true;
    Error lost = failure(Reaction::retry_later, "timeout");
    lost.answer_lost = true;
    adapter.refreshes = {lost};
    auto outcome = sync();
    EXPECT_EQ(outcome.error->reaction, Reaction::retry_later);
    EXPECT_TRUE(outcome.error->answer_lost);
    EXPECT_THAT(outcome.error->message, HasSubstr("the next attempt tries the tokens from before it"));
    EXPECT_FALSE(outcome.pair_unspent);
}

TEST_F(AccountSync, a_pair_whose_refresh_was_refused_or_never_sent_is_not_spent) {
    adapter.platform_defaults.refresh_policy = RefreshPolicy::rotate;
    adapter.must = true;
    for (auto reaction : {Reaction::retry_later, Reaction::misconfigured, Reaction::reconnect}) {
        adapter.refreshes = {failure(reaction, "refused")};
        EXPECT_TRUE(sync().pair_unspent);
        adapter.refreshes = {failure(reaction, "refused")};
        EXPECT_TRUE(refresh().pair_unspent);
    }
    adapter.refreshes = {pair("a2", "r2")};
    fetches_bring(seen());
    EXPECT_FALSE(sync().pair_unspent);
    // Where nothing is spent by a refresh, there is nothing to tell.
    adapter.platform_defaults.refresh_policy = RefreshPolicy::extend;
    adapter.refreshes = {failure(Reaction::retry_later, "refused")};
    EXPECT_FALSE(sync().pair_unspent);
}

class AfterALostAnswer : public AccountSync {
protected:
    AfterALostAnswer() {
        adapter.platform_defaults.refresh_policy = RefreshPolicy::rotate;
        adapter.must = true;
        account.rotation_unanswered = true;
    }
};

TEST_F(AfterALostAnswer, the_old_refresh_token_may_still_serve) {
    adapter.refreshes = {pair("a2", "r2")};
    fetches_bring(seen());
    auto outcome = sync();
    EXPECT_TRUE(outcome.snapshot);
    EXPECT_FALSE(outcome.error);
    EXPECT_FALSE(account.rotation_unanswered);
}

TEST_F(AfterALostAnswer, the_old_access_token_may_still_serve) {
    adapter.refreshes = {failure(Reaction::reconnect, "invalid_grant")};
    fetches_bring(seen());
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("intend", "refresh with r1", "fetch with a1"));
    EXPECT_TRUE(outcome.snapshot);
    EXPECT_EQ(outcome.error->code, "invalid_grant");
}

TEST_F(AfterALostAnswer, only_when_both_are_refused_the_creator_is_needed) {
    adapter.refreshes = {failure(Reaction::reconnect, "invalid_grant")};
    fetches_bring(failure(Reaction::refresh_token, "access_token_invalid"));
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("intend", "refresh with r1", "fetch with a1"));
    EXPECT_FALSE(outcome.snapshot);
    EXPECT_EQ(outcome.error->reaction, Reaction::reconnect);
    EXPECT_EQ(outcome.error->code, "invalid_grant");
    EXPECT_THAT(outcome.error->message, HasSubstr("the answer to an earlier refresh was lost"));
}

TEST_F(AfterALostAnswer, a_refresh_that_is_refused_after_the_fetch_tells_of_the_lost_one) {
    adapter.must = false;
    fetches_bring(failure(Reaction::refresh_token, "access_token_invalid"));
    adapter.refreshes = {failure(Reaction::reconnect, "invalid_grant")};
    auto outcome = sync();
    EXPECT_THAT(story, ElementsAre("fetch with a1", "intend", "refresh with r1"));
    EXPECT_EQ(outcome.error->reaction, Reaction::reconnect);
    EXPECT_THAT(outcome.error->message, HasSubstr("the answer to an earlier refresh was lost"));

    // Where none was lost, none is told of; nor where the refusal is not for good.
    account.rotation_unanswered = false;
    fetches_bring(failure(Reaction::refresh_token, "access_token_invalid"));
    adapter.refreshes = {failure(Reaction::reconnect, "invalid_grant")};
    EXPECT_EQ(sync().error->message, "invalid_grant happened");
}

TEST_F(AfterALostAnswer, a_refresh_that_is_refused_for_now_tells_nothing_of_the_pair) {
    adapter.refreshes = {failure(Reaction::retry_later, "deferred")};
    EXPECT_FALSE(sync().pair_unspent);
    adapter.refreshes = {failure(Reaction::misconfigured, "invalid_client")};
    EXPECT_FALSE(refresh().pair_unspent);
}

TEST_F(AfterALostAnswer, an_outage_declares_nothing_dead) {
    adapter.refreshes = {failure(Reaction::reconnect, "invalid_grant")};
    fetches_bring(failure(Reaction::retry_later, "network"));
    EXPECT_EQ(sync().error->reaction, Reaction::retry_later);
}

TEST_F(AfterALostAnswer, a_refresh_by_itself_leaves_the_verdict_to_the_next_sync) {
    adapter.refreshes = {failure(Reaction::reconnect, "invalid_grant")};
    auto outcome = refresh();
    EXPECT_FALSE(outcome.refreshed);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->reaction, Reaction::retry_later);
}

TEST_F(AccountSync, a_refresh_by_itself_of_a_token_known_to_be_new_asks_nobody) {
    adapter.too_new = true;
    auto outcome = refresh();
    ASSERT_TRUE(outcome.refreshed);
    EXPECT_FALSE(outcome.error);
    EXPECT_EQ(outcome.refreshed->access_token.reveal(), "a1");
    EXPECT_TRUE(story.empty());
}

TEST_F(AccountSync, a_refresh_by_itself_of_a_token_too_young_for_it_has_nothing_to_do) {
    adapter.refreshes = {failure(Reaction::skip, "100")};
    auto outcome = refresh();
    ASSERT_TRUE(outcome.refreshed);
    EXPECT_FALSE(outcome.error);
    EXPECT_EQ(outcome.refreshed->access_token.reveal(), "a1");
    EXPECT_THAT(story, ElementsAre("refresh with r1"));
}

TEST_F(AccountSync, a_refresh_by_itself_stores_what_it_got) {
    adapter.refreshes = {pair("a2", "")};
    auto outcome = refresh();
    ASSERT_TRUE(outcome.refreshed);
    EXPECT_FALSE(outcome.error);
    EXPECT_EQ(outcome.refreshed->access_token.reveal(), "a2");
    EXPECT_EQ(outcome.refreshed->refresh_token.reveal(), "r1");
    EXPECT_THAT(story, ElementsAre("refresh with r1", "store a2 r1"));
    adapter.refreshes = {failure(Reaction::reconnect, "190")};
    outcome = refresh();
    EXPECT_FALSE(outcome.refreshed);
    EXPECT_EQ(outcome.error->reaction, Reaction::reconnect);
}

// The old pair is dead: what came in its place is nowhere else.
TEST_F(AccountSync, a_refresh_by_itself_hands_out_the_pair_that_cannot_be_stored) {
    adapter.platform_defaults.refresh_policy = RefreshPolicy::rotate;
    journal.stores = false;
    adapter.refreshes = {pair("a2", "r2")};
    auto outcome = refresh();
    EXPECT_EQ(outcome.error->code, "not_recorded");
    EXPECT_FALSE(outcome.tokens_stored);
    ASSERT_TRUE(outcome.refreshed);
    EXPECT_EQ(outcome.refreshed->refresh_token.reveal(), "r2");
    EXPECT_EQ(account.tokens.refresh_token.reveal(), "r2");
}

} // namespace
} // namespace social
