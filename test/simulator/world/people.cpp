#include "world/people.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"

#include <array>
#include <cmath>

namespace social::simulator {

namespace {

struct CastMember {
    std::string_view first_name, last_name, handle, bio;
    Topic topic;
    std::int64_t followers;
};

constexpr std::array<CastMember, cast_size> cast = {{
    {"Amina", "Benali", "amina.benali", "Mode modeste & caftans ✨ Casablanca | أزياء مغربية", Topic::fashion,
     48200},
    {"Youssef", "El Idrissi", "youssef.elidrissi", "Coach sportif 🏋️ Rabat · programmes en bio",
     Topic::fitness, 126500},
    {"Léa", "Martin", "lea.martin", "Recettes simples & de saison 🍋 Lyon", Topic::cooking, 31750},
    {"Omar", "Tazi", "omar.tazi", "Tech, reviews & Darija | شروحات تقنية بالدارجة", Topic::technology,
     212000},
    {"Salma", "Bennis", "salma.bennis", "Beauty & skincare 💄 naturel, argan, hammam", Topic::beauty, 89400},
    {"Hugo", "Lefèvre", "hugo.lefevre", "One backpack, 41 countries 🌍 now: Morocco", Topic::travel, 67300},
    {"Nadia", "Chraibi", "nadia.chraibi", "Photographe 📷 Marrakech · lumière & médina", Topic::photography,
     154300},
    {"Karim", "Alaoui", "karim.alaoui", "كرة القدم ⚽ الدوري المغربي وأكثر", Topic::football, 18900},
    {"Chloé", "Dubois", "chloe.dubois", "DIY, couture & déco récup' 🧵 Nantes", Topic::handicraft, 42100},
    {"Rachid", "Ouazzani", "rachid.ouazzani", "Musicien — oud & guitare 🎶", Topic::music, 1260},
    {"Sara", "Mansouri", "sara.mansouri", "قارئة 📚 Un livre par semaine", Topic::books, 5400},
    {"Mehdi", "Fassi", "mehdi.fassi", "Gaming & setup 🎮 FR/AR | live le dimanche", Topic::gaming, 73900},
}};

constexpr std::array<std::string_view, 48> first_names = {
    "Imane",   "Khadija", "Zineb",   "Hajar",    "Fatima",   "Meryem",   "Ghita", "Houda",   "Ilham", "Rania",
    "Hamza",   "Anas",    "Reda",    "Ayoub",    "Soufiane", "Nabil",    "Tarik", "Yassine", "Adil",  "Walid",
    "Camille", "Manon",   "Inès",    "Juliette", "Élise",    "Pauline",  "Zoé",   "Margaux", "Clara", "Anaïs",
    "Lucas",   "Théo",    "Antoine", "Maxime",   "Rémi",     "Baptiste", "Noé",   "Adrien",  "Emily", "Grace",
    "Hannah",  "Olivia",  "Daniel",  "Oliver",   "Samuel",   "James",    "Ruby",  "Thomas"};

constexpr std::array<std::string_view, 48> last_names = {
    "Berrada",  "Cherkaoui", "Lahlou",  "Sefrioui",  "Kabbaj",  "Bouazza", "Naciri",   "Amrani",
    "Zouhair",  "Belkadi",   "Hakimi",  "Rahmani",   "Skalli",  "Filali",  "Guessous", "Jabri",
    "Kettani",  "Mernissi",  "Saidi",   "Toumi",     "Bernard", "Petit",   "Moreau",   "Girard",
    "Roux",     "Fontaine",  "Garnier", "Chevalier", "Blanc",   "Perrin",  "Renard",   "Marchand",
    "Gauthier", "Lambert",   "Caron",   "Colin",     "Walker",  "Bennett", "Hughes",   "Carter",
    "Morgan",   "Ellis",     "Parker",  "Foster",    "Reid",    "Knight",  "Palmer",   "Wells"};

constexpr std::array<std::string_view, topic_count> bios = {
    "Mode & looks du jour ✨",    "Sport, santé, motivation 💪", "Cuisine de tous les jours 🍲",
    "Tech & bons plans 📱",       "Beauté au naturel 🌿",        "Carnets de voyage ✈️",
    "Photos et histoires 📷",     "كل جديد كرة القدم ⚽",        "Handmade with love 🧶",
    "Music, covers, sessions 🎧", "Lectures et avis 📖",         "Streams & highlights 🎮"};

constexpr std::array<std::string_view, topic_count> categories = {"Clothing (Brand)",
                                                                  "Fitness trainer",
                                                                  "Kitchen/cooking",
                                                                  "Science, technology & engineering",
                                                                  "Beauty, cosmetic & personal care",
                                                                  "Travel & transportation",
                                                                  "Photographer",
                                                                  "Sports",
                                                                  "Arts & crafts store",
                                                                  "Musician/band",
                                                                  "Book",
                                                                  "Gaming video creator"};

constexpr std::array<std::string_view, topic_count> tags = {
    "#mode #caftan #ootd",        "#fitness #sport #motivation",  "#recette #faitmaison #cuisine",
    "#tech #review #maroc",       "#beauty #skincare #argan",     "#travel #morocco #roadtrip",
    "#photo #marrakech #lumiere", "#football #botola #كرة_القدم", "#diy #couture #recup",
    "#music #oud #cover",         "#lecture #livres #كتب",        "#gaming #setup #stream"};

// Letters without their accents, so that a handle stays ASCII.
std::string plain_letters(std::string_view name) {
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        auto c = static_cast<unsigned char>(name[i]);
        if (c < 0x80) {
            out += to_lower(name.substr(i, 1));
        } else if (c == 0xc3 && i + 1 < name.size()) {
            auto accent = static_cast<unsigned char>(name[++i]);
            out += (accent == 0xa8 || accent == 0xa9 || accent == 0x89) ? 'e' : accent == 0xaf ? 'i' : 'a';
        }
    }
    std::erase(out, ' ');
    return out;
}

} // namespace

Standing standing(std::uint64_t seed, std::uint32_t account) {
    if (account >= 1 && account <= cast_size)
        return {cast[account - 1].topic, cast[account - 1].followers};
    // From about a thousand to about four hundred thousand, small ones being the most.
    double weight = unit(hash_of(seed, account, 2));
    return {static_cast<Topic>((hash_of(seed, account, 1) >> 32) % topic_count),
            static_cast<std::int64_t>(1000.0 * std::exp(6.0 * weight * std::sqrt(weight)))};
}

Person person(std::uint64_t seed, std::uint32_t account) {
    Person out;
    Standing standing = simulator::standing(seed, account);
    out.topic = standing.topic;
    out.followers = standing.followers;
    if (account >= 1 && account <= cast_size) {
        const CastMember &member = cast[account - 1];
        out.first_name = member.first_name;
        out.last_name = member.last_name;
        out.handle = member.handle;
        out.bio = member.bio;
        return out;
    }
    std::uint64_t h = hash_of(seed, account, 1);
    out.first_name = first_names[h % first_names.size()];
    out.last_name = last_names[(h >> 16) % last_names.size()];
    out.handle =
        concat(plain_letters(out.first_name), ".", plain_letters(out.last_name), std::to_string(account));
    out.bio = bios[static_cast<std::size_t>(out.topic)];
    return out;
}

std::string_view category(Topic topic) {
    return categories[static_cast<std::size_t>(topic)];
}

std::string_view hashtags(Topic topic) {
    return tags[static_cast<std::size_t>(topic)];
}

} // namespace social::simulator
