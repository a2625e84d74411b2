#include "world/pictures.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"

namespace social::simulator {

namespace {

std::string colour(std::uint64_t hash, int saturation, int lightness) {
    return concat("hsl(", std::to_string(hash % 360), " ", std::to_string(saturation), "% ",
                  std::to_string(lightness), "%)");
}

std::string gradient(std::uint64_t hash) {
    return concat("<defs><linearGradient id='g' x2='1' y2='1'><stop stop-color='", colour(hash, 62, 58),
                  "'/><stop offset='1' stop-color='", colour(hash >> 16, 58, 38),
                  "'/></linearGradient></defs>");
}

std::string svg(int width, int height, const std::string &content) {
    std::string box = concat(std::to_string(width), " ", std::to_string(height));
    return concat("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ", box, "'>", content, "</svg>");
}

std::string_view first_character(std::string_view text) {
    std::size_t end = 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        ++end;
    return text.substr(0, end);
}

} // namespace

std::string avatar_svg(const Accounts &accounts, Subject subject) {
    Person person = accounts.world.person(subject.account);
    std::uint64_t hash = hash_of(accounts.world.settings().seed, subject.account, subject.page, 41);
    return svg(96, 96,
               concat(gradient(hash), "<rect width='96' height='96' fill='url(#g)'/>",
                      "<text x='48' y='60' font-family='sans-serif' font-size='36' fill='#fff' ",
                      "text-anchor='middle'>", first_character(person.first_name),
                      first_character(person.last_name), "</text>"));
}

std::string thumbnail_svg(const Accounts &accounts, Subject subject, std::uint32_t index) {
    std::uint64_t hash = hash_of(accounts.world.settings().seed, subject.key(), index, 42);
    std::string shapes;
    for (int i = 0; i < 4; ++i) {
        std::uint64_t h = hash_of(hash, i);
        shapes += concat("<circle cx='", std::to_string(h % 320), "' cy='", std::to_string((h >> 12) % 320),
                         "' r='", std::to_string(30 + (h >> 24) % 90), "' fill='", colour(h >> 32, 70, 62),
                         "' opacity='.55'/>");
    }
    if (accounts.world.format(subject, index) == Format::video)
        shapes += "<path d='M135 110v100l80-50z' fill='#fff' opacity='.9'/>";
    return svg(320, 320, concat(gradient(hash), "<rect width='320' height='320' fill='url(#g)'/>", shapes));
}

} // namespace social::simulator
