#include "core/schedule/cron_parser.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace social {

namespace {

using namespace std::chrono;
using namespace std::string_view_literals;

constexpr std::size_t kLongestText = 1000;
constexpr hours kLongestInterval{24 * 366};

constexpr std::array kMonths{"jan"sv, "feb"sv, "mar"sv, "apr"sv, "may"sv, "jun"sv,
                             "jul"sv, "aug"sv, "sep"sv, "oct"sv, "nov"sv, "dec"sv};
// Sunday twice: 0 and 7.
constexpr std::array kWeekdays{"sun"sv, "mon"sv, "tue"sv, "wed"sv, "thu"sv, "fri"sv, "sat"sv, "sun"sv};
constexpr unsigned kSundayAtTheEnd = 7;

constexpr std::array<unsigned, 13> kLongestMonth{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

std::string quoted(std::string_view text) {
    return '"' + std::string{text.substr(0, 20)} + '"';
}

bool some_month_has(std::uint32_t months, unsigned day) {
    for (unsigned month = 1; month <= 12; ++month)
        if ((months >> month & 1) != 0 && day <= kLongestMonth[month])
            return true;
    return false;
}

} // namespace

Result<Cron> CronParser::parse() {
    try {
        if (text_.size() > kLongestText)
            refuse(kLongestText, "the end of the schedule");
        skip_blanks();
        return is_interval() ? read_interval() : read_fields();
    } catch (const Refused &refused) {
        Error error;
        error.reaction = Reaction::misconfigured;
        error.code = "invalid_schedule";
        error.message = "column " + std::to_string(refused.at + 1) + ": expected " + refused.expected +
                        ", found " + (refused.at < text_.size() ? quoted(word_at(refused.at)) : "the end");
        return error;
    }
}

// A number and one word. Everything else is read as fields, whose errors then explain both forms.
bool CronParser::is_interval() const {
    std::size_t at = at_;
    while (at < text_.size() && is_ascii_digit(text_[at]))
        ++at;
    const bool number = at > at_;
    const std::size_t blank = at;
    while (at < text_.size() && is_blank(text_[at]))
        ++at;
    return number && at > blank && at < text_.size() && is_ascii_letter(text_[at]);
}

Cron CronParser::read_interval() {
    const std::size_t number_at = at_;
    const unsigned count = read_number();
    skip_blanks();
    const std::size_t unit_at = at_;
    const std::string_view unit = word_at(at_);
    seconds one{0};
    if (equals_ignoring_case(unit, "second") || equals_ignoring_case(unit, "seconds"))
        one = seconds{1};
    else if (equals_ignoring_case(unit, "minute") || equals_ignoring_case(unit, "minutes"))
        one = minutes{1};
    else if (equals_ignoring_case(unit, "hour") || equals_ignoring_case(unit, "hours"))
        one = hours{1};
    else
        refuse(unit_at, "seconds, minutes or hours");
    at_ += unit.size();
    skip_blanks();
    if (!at_end())
        refuse(at_, "the end of the schedule");
    const auto most = kLongestInterval / one;
    if (count < 1 || count > most)
        refuse(number_at, "a number from 1 to " + std::to_string(most));
    Cron cron;
    cron.interval_ = count * one;
    return cron;
}

Cron CronParser::read_fields() {
    const std::array<Field, 5> fields{{
        {"minute", 0, 59, {}},
        {"hour", 0, 23, {}},
        {"day of the month", 1, 31, {}},
        {"month", 1, 12, kMonths},
        {"day of the week", 0, kSundayAtTheEnd, kWeekdays},
    }};
    std::array<FieldValues, 5> values;
    std::size_t days_at = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        skip_blanks();
        if (at_end())
            refuse(at_, i == 0 ? "five fields (minute, hour, day of the month, month, day of the week) or an "
                                 "interval such as 30 seconds"
                               : "the " + std::string{fields[i].name});
        if (i == 2)
            days_at = at_;
        values[i] = read_field(fields[i]);
    }
    skip_blanks();
    if (!at_end())
        refuse(at_, "the end after five fields");

    Cron cron;
    cron.minutes_ = values[0].bits;
    cron.hours_ = static_cast<std::uint32_t>(values[1].bits);
    cron.days_ = static_cast<std::uint32_t>(values[2].bits);
    cron.months_ = static_cast<std::uint32_t>(values[3].bits);
    const auto weekdays = static_cast<std::uint32_t>(values[4].bits);
    cron.weekdays_ = (weekdays | weekdays >> kSundayAtTheEnd) & 0x7f;
    cron.either_day_ = !values[2].star && !values[4].star;
    if (!cron.either_day_ &&
        !some_month_has(cron.months_, static_cast<unsigned>(std::countr_zero(cron.days_))))
        refuse(days_at, "a day that the months have");
    return cron;
}

CronParser::FieldValues CronParser::read_field(const Field &field) {
    FieldValues values;
    values.star = here() == '*';
    do
        values.bits |= read_item(field);
    while (take(','));
    if (!at_end() && !is_blank(here()))
        refuse(at_, "a comma or a blank after the " + std::string{field.name});
    return values;
}

std::uint64_t CronParser::read_item(const Field &field) {
    const std::size_t begin = at_;
    unsigned low = field.lowest;
    unsigned high = field.highest;
    bool range = true;
    if (!take('*')) {
        low = high = read_value(field, false);
        range = take('-');
        if (range) {
            const std::size_t high_at = at_;
            high = read_value(field, true);
            if (high < low)
                refuse(high_at, "a range that ends at or after its begin (two ranges go with a comma)");
        }
    } else if (high == kSundayAtTheEnd) {
        high = 6; // Sunday is in as 0; a step over seven days must not find it twice
    }
    unsigned step = 1;
    if (take('/')) {
        if (!range)
            refuse(at_ - 1, "a range before the step, such as " +
                                std::string{text_.substr(begin, at_ - 1 - begin)} + "-" +
                                std::to_string(field.highest) + "/" + std::string{word_at(at_)});
        const std::size_t step_at = at_;
        step = is_ascii_digit(here()) ? read_number() : 0;
        if (step < 1 || step > high - low + 1)
            refuse(step_at, "a step from 1 to " + std::to_string(high - low + 1));
    }
    std::uint64_t bits = 0;
    for (unsigned value = low; value <= high; value += step)
        bits |= std::uint64_t{1} << value;
    return bits;
}

unsigned CronParser::read_value(const Field &field, bool ends_range) {
    const std::size_t begin = at_;
    if (is_ascii_digit(here())) {
        const unsigned value = read_number();
        if (value >= field.lowest && value <= field.highest)
            return value;
    } else if (is_ascii_letter(here())) {
        const std::string_view word = word_at(at_);
        for (std::size_t i = 0; i < field.names.size(); ++i) {
            // "fri-sun" ends with the Sunday after Friday.
            const bool later_sunday = ends_range && field.highest == kSundayAtTheEnd && i == 0;
            if (equals_ignoring_case(field.names[i], word) && !later_sunday) {
                at_ += word.size();
                return field.lowest + static_cast<unsigned>(i);
            }
        }
    }
    refuse(begin, "the " + std::string{field.name} + " as a number from " + std::to_string(field.lowest) +
                      " to " + std::to_string(field.highest) +
                      (field.names.empty() ? "" : ", a name of three letters") + ", or *");
}

// Saturates, far beyond every range.
unsigned CronParser::read_number() {
    unsigned value = 0;
    for (; is_ascii_digit(here()); ++at_)
        value = std::min(value * 10 + static_cast<unsigned>(here() - '0'), 100'000'000u);
    return value;
}

void CronParser::skip_blanks() {
    while (!at_end() && is_blank(here()))
        ++at_;
}

bool CronParser::take(char wanted) {
    if (here() != wanted || at_end())
        return false;
    ++at_;
    return true;
}

// What a person would call the word there: letters or digits, else one character.
std::string_view CronParser::word_at(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && (is_ascii_alphanumeric(text_[end])))
        ++end;
    return text_.substr(at, std::max<std::size_t>(end - at, at < text_.size() ? 1 : 0));
}

void CronParser::refuse(std::size_t at, std::string expected) const {
    throw Refused{at, std::move(expected)};
}

Result<Cron> Cron::parse(std::string_view text) {
    return CronParser{text}.parse();
}

} // namespace social
