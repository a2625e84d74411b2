// What fetching and reading accounts costs with libcurl and simdjson alone: profile and newest posts of each
// account of the simulator, every field read, nothing kept. Together in one call, as the worker asks, or
// apart in two, as the floor was when the aims were set. Prints one line of JSON.
#include "many_transfers.hpp"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <vector>

namespace {

using floor_bench::ManyTransfers;
using floor_bench::Transfer;
using Time = std::chrono::steady_clock;
namespace ondemand = simdjson::ondemand;

constexpr const char *kProfileFields = "user_id,account_type,username,followers_count,follows_count,media_"
                                       "count,name,biography,profile_picture_url";
constexpr const char *kPostFields =
    "id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count,"
    "media_url,thumbnail_url";

struct Account : Transfer {
    long number = 0;
    bool profile_read = false;
    Time::time_point began{};
};

struct Totals {
    long accounts = 0;
    long posts = 0;
    std::uint64_t bytes = 0;
    std::uint64_t seen = 0; // sum of everything read, so that no reading can be left out
    std::vector<std::int64_t> microseconds{};
};

class Floor {
public:
    Floor(std::string url, long accounts, long at_once, bool together)
        : url_(std::move(url)), last_(accounts), together_(together), transfers_(at_once),
          running_(static_cast<std::size_t>(at_once)) {}

    Totals run() {
        for (Account &account : running_)
            begin_next(account);
        while (totals_.accounts < last_)
            transfers_.advance([this](Transfer &transfer) { take(static_cast<Account &>(transfer)); });
        return std::move(totals_);
    }

private:
    void begin_next(Account &account) {
        if (begun_ == last_)
            return;
        account.number = ++begun_;
        account.profile_read = false;
        account.began = Time::now();
        std::string url = url_ + "/me?fields=" + kProfileFields;
        if (together_)
            url += std::string{",media.limit%2825%29%7B"} + kPostFields + "%7D";
        ask(account, url);
    }

    void ask(Account &account, const std::string &url) {
        transfers_.start(account, url, "IGAA-bulk-" + std::to_string(account.number));
    }

    void take(Account &account) {
        totals_.bytes += account.body.size();
        account.body.reserve(account.body.size() + simdjson::SIMDJSON_PADDING);
        ondemand::document answer = parser_.iterate(account.body);
        if (!account.profile_read) {
            account.profile_read = true;
            const std::string id = read_profile(answer);
            if (!together_) {
                ask(account, url_ + "/" + id + "/media?fields=" + kPostFields + "&limit=25");
                return;
            }
        } else {
            read_posts(answer["data"]);
        }
        ++totals_.accounts;
        totals_.microseconds.push_back(
            std::chrono::duration_cast<std::chrono::microseconds>(Time::now() - account.began).count());
        begin_next(account);
    }

    std::string read_profile(ondemand::document &answer) {
        std::string id;
        for (auto field : answer.get_object()) {
            const std::string_view name = field.unescaped_key();
            if (name == "user_id")
                id = std::string_view{field.value().get_string()};
            else if (name == "media")
                read_posts(field.value()["data"]);
            else
                read(field.value());
        }
        return id;
    }

    void read_posts(simdjson::simdjson_result<ondemand::value> list) {
        for (auto post : list.get_array()) {
            ++totals_.posts;
            for (auto field : post.get_object())
                read(field.value());
        }
    }

    void read(simdjson::simdjson_result<ondemand::value> value) {
        switch (ondemand::json_type(value.type())) {
        case ondemand::json_type::string:
            totals_.seen += std::string_view{value.get_string()}.size();
            break;
        case ondemand::json_type::number:
            totals_.seen += value.get_uint64();
            break;
        default:
            break;
        }
    }

    std::string url_;
    long last_;
    long begun_ = 0;
    bool together_;
    ManyTransfers transfers_;
    std::vector<Account> running_;
    ondemand::parser parser_;
    Totals totals_;
};

double seconds_of(const timeval &time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

std::int64_t quantile(std::vector<std::int64_t> &values, double share) {
    const auto at = static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * share);
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

} // namespace

int main(int count, char **arguments) {
    const long accounts = count == 5 ? std::atol(arguments[2]) : 0;
    const long at_once = count == 5 ? std::atol(arguments[3]) : 0;
    const std::string_view how = count == 5 ? arguments[4] : "";
    if (accounts < 1 || at_once < 1 || (how != "together" && how != "apart")) {
        std::fprintf(stderr, "usage: pg_social_floor http://127.0.0.1:PORT/instagram ACCOUNTS AT_ONCE "
                             "together|apart\n");
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    const double cpu_before = cpu_seconds();
    const auto began = Time::now();
    Totals totals;
    try {
        totals = Floor(arguments[1], accounts, at_once, how == "together").run();
    } catch (const simdjson::simdjson_error &error) {
        std::fprintf(stderr, "error: an answer could not be read: %s\n", error.what());
        return 1;
    }
    const double seconds = std::chrono::duration<double>(Time::now() - began).count();
    const double cpu = cpu_seconds() - cpu_before;
    std::printf("{\"accounts\": %ld, \"posts\": %ld, \"bytes\": %llu, \"seen\": %llu, \"seconds\": %.6f, "
                "\"cpu_seconds\": %.6f, \"p50_us\": %lld, \"p95_us\": %lld}\n",
                totals.accounts, totals.posts, static_cast<unsigned long long>(totals.bytes),
                static_cast<unsigned long long>(totals.seen), seconds, cpu,
                static_cast<long long>(quantile(totals.microseconds, 0.5)),
                static_cast<long long>(quantile(totals.microseconds, 0.95)));
    return 0;
}
