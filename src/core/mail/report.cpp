#include "core/mail/report.hpp"

#include "core/mail/report_texts.hpp"
#include "core/mail/trend.hpp"

#include <algorithm>

namespace social {

namespace {

constexpr std::size_t kLongestCaption = 90; // characters

// The first line of a caption that is not blank, cut at a character; "" where there is none.
std::string short_caption(std::string_view caption) {
    caption.remove_prefix(std::min(caption.find_first_not_of(" \t\r\n"), caption.size()));
    caption = caption.substr(0, caption.find_first_of("\r\n"));
    std::size_t characters = 0;
    for (std::size_t i = 0; i < caption.size(); ++i) {
        const bool begins_character = (static_cast<unsigned char>(caption[i]) & 0xC0) != 0x80;
        if (begins_character && ++characters > kLongestCaption)
            return std::string{caption.substr(0, i)} + "…";
    }
    return std::string{caption};
}

struct Totals {
    std::int64_t measured = 0;
    std::int64_t with_followers = 0;
    std::int64_t comparable = 0;
    std::int64_t followers = 0;
    std::int64_t change = 0;
    std::optional<std::int64_t> published{}; // absent: of no account were posts listed
};

Totals totals_of(const WeeklyReport &report) {
    Totals totals;
    for (const auto &account : report.accounts) {
        // An account that another user has taken over counts for that one alone.
        if (!account.measured_at || account.problem == "taken_over")
            continue;
        ++totals.measured;
        if (account.posts_published)
            totals.published = totals.published.value_or(0) + *account.posts_published;
        totals.with_followers += account.followers ? 1 : 0;
        totals.followers += account.followers.value_or(0);
        totals.comparable += account.followers_change ? 1 : 0;
        totals.change += account.followers_change.value_or(0);
    }
    return totals;
}

class Composer {
public:
    Composer(const WeeklyReport &report, const Language &language, const TimeZone &zone,
             const std::string &zone_name, const MailLinks &links)
        : report_(report), language_(language), texts_(report_texts(language)), zone_(zone),
          zone_name_(zone_name), links_(links), totals_(totals_of(report)),
          range_(date_range(language, report.from, report.until, zone)), colon_(language.colon),
          page_(language, subject(), preview()) {}

    MailContent compose() {
        const auto hello = report_.reader_name.empty()
                               ? std::string{texts_.hello}
                               : fill(texts_.hello_name, {{"name", isolated(report_.reader_name)}});
        page_.paragraph(hello);
        line(hello);
        line();
        page_.heading(fill(texts_.subject, {{"range", range_}}));
        line(fill(texts_.your_week, {{"range", range_}}));
        summary();
        for (const auto &account : report_.accounts)
            if (account.measured_at)
                measured(account);
        best_posts();
        missing_accounts();
        page_.button(texts_.open_history, links_.history());
        if (!links_.history().empty())
            line(), line(std::string{texts_.open_history} + colon_ + links_.history());
        footer();
        return {subject(), std::move(text_), page_.finish()};
    }

private:
    std::string subject() const {
        if (totals_.comparable == 0)
            return fill(texts_.subject, {{"range", range_}});
        const auto &noun =
            language_.is_singular(totals_.change) ? texts_.followers.one : texts_.followers.many;
        const auto gained = fill(noun, {{"n", change(language_, totals_.change)}});
        return fill(texts_.subject_with_change, {{"change", gained}, {"range", range_}});
    }

    std::string preview() const {
        return (totals_.with_followers > 0 ? counted(language_, texts_.followers, totals_.followers) + " · "
                                           : "") +
               counted(language_, texts_.accounts, totals_.measured);
    }

    std::string count_or_unknown(const std::optional<std::int64_t> &count) const {
        return count ? number(language_, *count) : std::string{texts_.unknown};
    }
    // "+120 · +1.16%"; without the share where nothing can be divided by.
    std::string change_and_share(std::int64_t followers, std::int64_t gained) const {
        const auto before = followers - gained;
        if (before <= 0 || gained == 0)
            return change(language_, gained);
        const double share = static_cast<double>(gained) * 100 / static_cast<double>(before);
        const auto text = percentage(language_, share);
        return change(language_, gained) + " · " +
               (share > 0 && text != percentage(language_, 0) ? "+" : "") + text;
    }

    void line(std::string_view text = {}) { text_.append(text).append("\n"); }
    std::string at(Instant instant) const {
        return date_and_time(language_, instant, report_.until - std::chrono::seconds{1}, zone_);
    }

    void summary() {
        Page::Figure followers{std::string{texts_.followers_title}, std::string{texts_.unknown},
                               std::string{texts_.no_comparison}, Tone::plain};
        if (totals_.with_followers > 0)
            followers.value = number(language_, totals_.followers);
        if (totals_.comparable > 0) {
            followers.note =
                totals_.comparable < totals_.measured
                    ? change(language_, totals_.change) + ' ' +
                          fill(counted(language_, texts_.of_known, totals_.comparable),
                               {{"all", number(language_, totals_.measured)}})
                    : fill(texts_.over_the_week, {{"change", change(language_, totals_.change)}});
            followers.tone = tone_of(static_cast<double>(totals_.change));
        }
        show({followers,
              {std::string{texts_.published_title}, count_or_unknown(totals_.published), "", Tone::plain},
              {std::string{texts_.accounts_title}, number(language_, totals_.measured),
               fill(counted(language_, texts_.measured_of, totals_.measured),
                    {{"all", number(language_, static_cast<std::int64_t>(report_.accounts.size()))}}),
               Tone::plain}});
    }

    void show(std::vector<Page::Figure> figures) {
        for (auto &figure : figures)
            figure.known = figure.value != texts_.unknown;
        page_.figures(figures);
        for (const auto &figure : figures)
            line("  " + figure.name + colon_ + figure.value +
                 (figure.note.empty() ? "" : " (" + figure.note + ")"));
    }

    void measured(const ReportAccount &account) {
        const std::string platform{shown_platform(account.platform)};
        page_.subheading(platform, isolated(account.name));
        line();
        line("## " + platform + " · " + isolated(account.name));
        Page::Figure followers{std::string{texts_.followers_title}, std::string{texts_.unknown}, "",
                               Tone::plain};
        if (account.followers)
            followers.value = number(language_, *account.followers);
        if (account.followers_change) {
            followers.note = change_and_share(*account.followers, *account.followers_change);
            followers.tone = tone_of(static_cast<double>(*account.followers_change));
        }
        Page::Figure engagement{std::string{texts_.engagement_title}, std::string{texts_.unknown}, "",
                                Tone::plain};
        if (account.engagement_rate)
            engagement.value = percentage(language_, *account.engagement_rate);
        if (account.engagement_change) {
            engagement.note = change_in_points(language_, *account.engagement_change);
            // Colour repeats what the sign says: less than half a hundredth has none.
            if (engagement.note != change_in_points(language_, 0))
                engagement.tone = tone_of(*account.engagement_change);
        }
        show({followers,
              engagement,
              {std::string{texts_.published_title}, count_or_unknown(account.posts_published), "",
               Tone::plain}});
        trend(account.followers_trend);
        const auto as_of = account.compared_with
                               ? fill(texts_.compared, {{"at", at(*account.measured_at)},
                                                        {"with", at(*account.compared_with)}})
                               : fill(texts_.measured, {{"at", at(*account.measured_at)}});
        page_.small(as_of);
        line("  " + as_of);
    }

    void trend(const Weeks &weeks) {
        const auto known =
            std::count_if(weeks.begin(), weeks.end(), [](const auto &week) { return week.has_value(); });
        const auto range = range_of(weeks);
        // One week is no trend.
        if (!range || known < 2)
            return;
        const auto least = number(language_, range->least), greatest = number(language_, range->greatest);
        auto caption = fill(texts_.trend, {{"least", least}, {"greatest", greatest}});
        if (known < static_cast<std::ptrdiff_t>(weeks.size()))
            caption += ' ' + std::string{texts_.trend_gaps};
        const auto last_day = report_.until - std::chrono::hours{12};
        const auto first_day = last_day - std::chrono::weeks{static_cast<int>(weeks.size()) - 1};
        page_.bars({.values = weeks,
                    .least = range->least,
                    .greatest = range->greatest,
                    .from = short_date(language_, first_day, zone_),
                    .until = short_date(language_, last_day, zone_),
                    .caption = caption});
        line("  " + fill(texts_.trend_text,
                         {{"bars", text_bars(weeks, *range)}, {"least", least}, {"greatest", greatest}}));
    }

    void best_posts() {
        page_.subheading(texts_.best_posts);
        line();
        line("## " + std::string{texts_.best_posts});
        if (report_.posts.empty()) {
            const auto why = totals_.published ? texts_.no_posts : texts_.posts_unknown;
            page_.paragraph(why);
            line(why);
        }
        std::size_t place = 0;
        for (const auto &post : report_.posts) {
            auto title = isolated(short_caption(post.caption));
            if (title.empty())
                title = texts_.no_caption;
            const auto account = isolated(post.account_name);
            const auto where =
                fill(texts_.published_on,
                     {{"platform", shown_platform(post.platform)},
                      {"account", account},
                      {"date", post.published_at ? at(*post.published_at) : std::string{texts_.unknown}}});
            const auto gain = gain_of(post);
            page_.entry(++place, title, post.permalink, where, gain);
            line(std::to_string(place) + ". " + title);
            line("   " + where);
            line("   " + gain);
            if (!post.permalink.empty())
                line("   " + post.permalink);
        }
    }

    std::string gain_of(const ReportPost &post) const {
        std::string text;
        const auto add = [&](const std::optional<std::int64_t> &gained, const Counted &noun) {
            if (!gained || *gained == 0)
                return;
            const auto pattern = language_.is_singular(*gained) ? noun.one : noun.many;
            text += (text.empty() ? "" : ", ") + fill(pattern, {{"n", change(language_, *gained)}});
        };
        add(post.likes_gained, texts_.likes);
        add(post.comments_gained, texts_.comments);
        add(post.views_gained, texts_.views);
        return text;
    }

    std::string_view explanation_of(const std::string &problem) const {
        if (problem == "expired")
            return texts_.expired;
        if (problem == "revoked")
            return texts_.revoked;
        if (problem == "taken_over")
            return texts_.taken_over;
        if (problem == "error")
            return texts_.error;
        if (problem == "switched_off")
            return texts_.switched_off;
        return texts_.not_measured;
    }

    void missing_accounts() {
        const auto is_missing = [](const ReportAccount &account) { return !account.problem.empty(); };
        if (std::none_of(report_.accounts.begin(), report_.accounts.end(), is_missing))
            return;
        page_.subheading(texts_.missing);
        line();
        line("## " + std::string{texts_.missing});
        for (const auto &account : report_.accounts) {
            if (!is_missing(account))
                continue;
            const auto title = std::string{shown_platform(account.platform)} + " · " + isolated(account.name);
            const auto last = account.last_measured_at
                                  ? fill(texts_.last_measured, {{"at", at(*account.last_measured_at)}})
                                  : std::string{texts_.never_measured};
            const auto why = std::string{explanation_of(account.problem)} + ' ' + last;
            const bool reconnect = account.problem == "expired" || account.problem == "revoked" ||
                                   account.problem == "taken_over";
            const auto action = reconnect ? texts_.reconnect : texts_.look_at_account;
            const auto url = links_.connections(account.connection_id);
            page_.warning(title, why, action, url, reconnect);
            line(("- " + title).append(colon_).append(why));
            if (!url.empty())
                line("  " + std::string{action} + colon_ + url);
        }
    }

    void footer() {
        const std::vector<std::string> lines{std::string{texts_.definitions},
                                             fill(texts_.times, {{"zone", zone_name_}}),
                                             std::string{texts_.why_this_mail}};
        page_.footer(lines, texts_.change_preferences, links_.preferences());
        line();
        line("-- ");
        for (const auto &one : lines)
            line(one);
        if (!links_.preferences().empty())
            line(std::string{texts_.change_preferences} + colon_ + links_.preferences());
    }

    const WeeklyReport &report_;
    const Language &language_;
    const ReportTexts &texts_;
    const TimeZone &zone_;
    const std::string &zone_name_;
    const MailLinks &links_;
    Totals totals_;
    std::string range_;
    std::string colon_;
    Page page_;
    std::string text_;
};

} // namespace

std::string MailLinks::connections(const std::string &connection_id) const {
    if (web_url.empty())
        return {};
    return web_url + "/influencer/social-media" + (connection_id.empty() ? "" : "#" + connection_id);
}

std::string MailLinks::history() const {
    return web_url.empty() ? std::string{} : web_url + "/influencer/social-media/history";
}

std::string MailLinks::preferences() const {
    return web_url.empty() ? std::string{} : web_url + "/influencer/preferences";
}

std::string MailLinks::unsubscribe(const std::string &token) const {
    return web_url.empty() ? std::string{} : web_url + "/unsubscribe?token=" + token;
}

MailContent compose_report(const WeeklyReport &report, const Language &language, const TimeZone &zone,
                           const std::string &zone_name, const MailLinks &links) {
    return Composer{report, language, zone, zone_name, links}.compose();
}

} // namespace social
