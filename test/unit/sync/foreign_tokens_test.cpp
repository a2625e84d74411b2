// A token that another app got against a secret of ours that is wrong.
#include "core/sync/foreign_tokens.hpp"

#include "core/platforms/meta_graph.hpp"
#include "platforms/graph_answers.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

using namespace std::chrono_literals;

const Instant kStart = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1} + 8h;

class ForeignTokensTest : public testing::Test {
protected:
    static SyncOutcome refusal(Instant now) {
        App app_with_a_secret;
        app_with_a_secret.client_secret = Secret{"app-secret-1"};
        Graph graph{app_with_a_secret, "Facebook", true};
        SyncOutcome outcome;
        auto words = graph_error(100, "Invalid appsecret_proof provided in the API argument");
        auto answered = graph.read(words, Secret{"EAAB"}, now, [](Json) -> Result<Done> { return Done{}; });
        outcome.error = answered.error();
        return outcome;
    }
    Error refused(const std::string &connection, Instant now, std::size_t app = 1) {
        auto outcome = refusal(now);
        tokens_.weigh(app, connection, outcome, now);
        return *outcome.error;
    }
    void served(const std::string &connection, Instant now) {
        SyncOutcome outcome;
        outcome.snapshot.emplace();
        tokens_.weigh(1, connection, outcome, now);
    }
    static bool is_the_apps(const Error &error) {
        return error.reaction == Reaction::misconfigured && error.reach == Reach::app;
    }

    ForeignTokens tokens_{};
};

TEST_F(ForeignTokensTest, where_nobody_is_served_the_secret_is_wrong) {
    EXPECT_TRUE(is_the_apps(refused("one", kStart)));
    EXPECT_TRUE(is_the_apps(refused("two", kStart + 1s)));
    EXPECT_TRUE(is_the_apps(refused("one", kStart + 1h)));
}

TEST_F(ForeignTokensTest, where_others_are_served_before_and_after_the_token_is_another_apps) {
    served("well", kStart);
    auto first = refused("foreign", kStart + 1s);
    EXPECT_EQ(first.reaction, Reaction::retry_later);
    EXPECT_EQ(first.reach, Reach::account);
    served("well", kStart + 2s);
    auto second = refused("foreign", kStart + 31s);
    EXPECT_EQ(second.reaction, Reaction::reconnect);
    EXPECT_EQ(second.reach, Reach::account);
    EXPECT_EQ(second.code, "foreign_token");
    EXPECT_EQ(
        second.message,
        "Facebook: Invalid appsecret_proof provided in the API argument (100); other accounts are "
        "served, so this token was issued to another app: the creator has to connect the account again");
}

TEST_F(ForeignTokensTest, a_platform_that_it_has_put_to_rest_does_not_rest_for_ever) {
    EXPECT_TRUE(is_the_apps(refused("foreign", kStart)));
    served("in flight beside it", kStart + 1s);
    EXPECT_EQ(refused("foreign", kStart + 1h).reaction, Reaction::reconnect);
}

TEST_F(ForeignTokensTest, while_nobody_else_is_due_one_token_pauses_nobody) {
    served("well", kStart);
    for (auto now = kStart + 1min; now < kStart + 2h; now += 15min)
        EXPECT_EQ(refused("foreign", now).reaction, Reaction::retry_later);
    served("well", kStart + 2h);
    EXPECT_EQ(refused("foreign", kStart + 2h + 1min).code, "foreign_token");
}

TEST_F(ForeignTokensTest, a_secret_that_turned_wrong_is_known_by_the_fifth_account) {
    served("one", kStart);
    for (const auto *account : {"one", "two", "three", "four", "four"})
        EXPECT_EQ(refused(account, kStart + 1min).reaction, Reaction::retry_later);
    EXPECT_TRUE(is_the_apps(refused("five", kStart + 1min)));
    EXPECT_TRUE(is_the_apps(refused("one", kStart + 2min)));
    // One that is served shows that it is not the secret.
    served("six", kStart + 1h);
    EXPECT_EQ(refused("seven", kStart + 1h + 1min).reaction, Reaction::retry_later);
}

TEST_F(ForeignTokensTest, a_secret_that_turned_wrong_ends_no_login) {
    served("one", kStart);
    EXPECT_EQ(refused("one", kStart + 1min).reaction, Reaction::retry_later);
    EXPECT_TRUE(is_the_apps(refused("one", kStart + 2h)));
    EXPECT_TRUE(is_the_apps(refused("two", kStart + 3h)));
    // Nor does the time before another one was configured count.
    served("two", kStart + 4h);
    EXPECT_TRUE(is_the_apps(refused("one", kStart + 5h, 2)));
}

TEST_F(ForeignTokensTest, one_that_is_served_is_no_longer_suspected) {
    served("well", kStart);
    EXPECT_EQ(refused("mended", kStart + 1s).reaction, Reaction::retry_later);
    served("mended", kStart + 2s);
    served("well", kStart + 3s);
    EXPECT_EQ(refused("mended", kStart + 4s).reaction, Reaction::retry_later);
}

TEST_F(ForeignTokensTest, what_another_app_was_refused_is_no_second_refusal) {
    EXPECT_TRUE(is_the_apps(refused("moved", kStart, 2)));
    served("well", kStart + 1s);
    EXPECT_EQ(refused("moved", kStart + 2s).reaction, Reaction::retry_later);
    served("well", kStart + 3s);
    EXPECT_EQ(refused("moved", kStart + 4s).code, "foreign_token");
}

TEST_F(ForeignTokensTest, one_that_another_process_serves_shows_that_it_is_not_the_secret) {
    tokens_.note_served_elsewhere(1, kStart);
    for (const auto *account : {"one", "two", "three", "four"})
        EXPECT_EQ(refused(account, kStart + 1min).reaction, Reaction::retry_later);
    tokens_.note_served_elsewhere(1, kStart + 2min);
    EXPECT_EQ(refused("five", kStart + 3min).reaction, Reaction::retry_later);
}

TEST_F(ForeignTokensTest, others_that_another_process_serves_count_like_its_own) {
    tokens_.note_served_elsewhere(1, kStart);
    EXPECT_EQ(refused("foreign", kStart + 1s).reaction, Reaction::retry_later);
    tokens_.note_served_elsewhere(1, kStart); // as before
    EXPECT_EQ(refused("foreign", kStart + 31s).reaction, Reaction::retry_later);
    tokens_.note_served_elsewhere(1, kStart + 40s);
    EXPECT_EQ(refused("foreign", kStart + 91s).code, "foreign_token");
}

TEST_F(ForeignTokensTest, a_secret_that_turned_wrong_is_known_whoever_was_served_before) {
    for (const auto *account : {"one", "two", "three", "four"}) {
        tokens_.note_served_elsewhere(1, kStart);
        EXPECT_EQ(refused(account, kStart + 1min).reaction, Reaction::retry_later);
    }
    tokens_.note_served_elsewhere(1, kStart);
    EXPECT_TRUE(is_the_apps(refused("five", kStart + 1min)));
}

TEST_F(ForeignTokensTest, those_that_other_processes_saw_refused_count_too) {
    tokens_.note_served_elsewhere(1, kStart);
    tokens_.note_refused_elsewhere(1, {"one", "two", "three"});
    EXPECT_EQ(refused("three", kStart + 1min).reaction, Reaction::retry_later);
    EXPECT_EQ(refused("four", kStart + 1min).reaction, Reaction::retry_later);
    EXPECT_EQ(refused("of another secret", kStart + 1min, 2).reaction, Reaction::misconfigured);
    EXPECT_TRUE(is_the_apps(refused("five", kStart + 1min)));
    // Until one of them is served again.
    tokens_.note_served_elsewhere(1, kStart + 2min);
    EXPECT_EQ(refused("six", kStart + 3min).reaction, Reaction::retry_later);
}

TEST_F(ForeignTokensTest, others_are_asked_for_once_a_second) {
    auto wanted = [&](std::size_t app, Instant now) {
        return tokens_.wants_word_of_others(app, refusal(now), now);
    };
    EXPECT_TRUE(wanted(1, kStart));
    EXPECT_FALSE(wanted(1, kStart + 999ms));
    EXPECT_TRUE(wanted(2, kStart));
    EXPECT_TRUE(wanted(1, kStart + 1s));
    EXPECT_FALSE(wanted(1, kStart + 1500ms));
    EXPECT_TRUE(wanted(1, kStart - 1h)); // the clock was put back
    SyncOutcome well;
    well.snapshot.emplace();
    EXPECT_FALSE(tokens_.wants_word_of_others(3, well, kStart));
}

} // namespace
} // namespace social
