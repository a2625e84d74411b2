#include "world/captions.hpp"

#include "base/text.hpp"

#include <array>

namespace social::simulator {

namespace {

constexpr std::size_t per_topic = 5;

constexpr std::array<std::array<std::string_view, per_topic>, topic_count> texts = {{
    {"Nouveau caftan vert émeraude, cousu main à Fès 💚 Vous aimez la ceinture ?",
     "إطلالة اليوم: قفطان بسيط مع مجوهرات فضية ✨",
     "Trois façons de porter la même djellaba, du matin au soir.",
     "Thrift finds of the week — which one would you keep?",
     "Les couleurs de la saison : ocre, terracotta, bleu Majorelle. Dites-moi la vôtre 👇"},
    {"Séance jambes terminée 🔥 5 séries de squats, et vous ?",
     "برنامج أسبوعي للمبتدئين: ثلاث حصص فقط، بدون معدات 💪",
     "Small steps every day. Week 6 of the challenge!",
     "Petit-déjeuner protéiné en 5 minutes : recette en commentaire.",
     "Marathon des sables : J-100. Le plan d'entraînement est prêt."},
    {"Tarte au citron meringuée 🍋 la recette complète est en bio !",
     "طاجين الدجاج بالزيتون والحامض المصير، وصفة الوالدة 🍗",
     "Batch cooking du dimanche : 4 repas, 1 heure, 25 €.",
     "One-pan lemon chicken. Yes, it is really that easy.",
     "Ramadan à la maison : ma harira préférée, pas à pas 🍲"},
    {"هاتف جديد بأقل من 2000 درهم، هل يستحق؟ المراجعة كاملة 📱",
     "J'ai testé la fibre 1 Gb/s pendant un mois, voici le verdict.",
     "Mechanical keyboards under 60 €: my top three ⌨️",
     "Astuce : libérer 20 Go sur votre téléphone en deux minutes.",
     "Unboxing en direct ce soir à 21 h, venez avec vos questions !"},
    {"Routine du soir, 4 étapes, peau sensible 🌙", "زيت الأركان: كيف نفرقو بين الأصلي والمغشوش؟",
     "My honest review after 30 days. No filter 💄",
     "Masque au rhassoul maison : mélange, temps de pose, rinçage.",
     "Maquillage de mariée en 12 minutes, produits en commentaire."},
    {"Lever de soleil sur l'erg Chebbi. Aucun mot 🐪", "شفشاون الزرقاء: دليل ليوم واحد بميزانية صغيرة 💙",
     "48 hours in Essaouira: where to eat, sleep and surf 🌊",
     "Le train Casa–Tanger en 2 h 10, on a testé pour vous.",
     "Backpack list for the High Atlas in autumn. Save it for later!"},
    {"Lumière de 18 h dans la médina, f/1.8, 35 mm.", "وجوه من السوق: صورة كل يوم لمدة شهر 📷",
     "Before / after: five minutes of editing on the phone.",
     "Le port d'Essaouira avant la tempête. Pellicule, sans retouche.",
     "Portrait d'un artisan : 40 ans devant le même four."},
    {"هدف الأسبوع ⚽ شكون يستحق رجل المباراة؟", "Botola : résumé de la 9e journée en 60 secondes.",
     "التشكيلة المتوقعة لمباراة الليلة، رأيكم؟", "What a save! Watch it until the end 🧤",
     "Derby de Casablanca : l'ambiance depuis les tribunes 🔴🟢"},
    {"Transformer un vieux jean en sac : patron gratuit 🧵",
     "Macramé pour débutants, épisode 3 : le nœud plat.", "أفكار سهلة لتزيين البيت بمواد معادة 🏡",
     "From trash to table: a lamp made of three jars.", "Avant / après de la chambre d'amis, budget 80 €."},
    {"Nouvelle reprise à l'oud, écouteurs conseillés 🎧", "جلسة حية من الاستوديو، أغنية قديمة بنفس جديد 🎶",
     "Live on Sunday. Requests in the comments!", "Trois accords, mille chansons : mini-leçon du lundi.",
     "Répétition générale avant Mawazine."},
    {"Lu cette semaine : un roman qu'on ne lâche pas 📚", "كتاب الشهر: ملخص في دقيقتين، بدون حرق للأحداث.",
     "Ma pile à lire d'automne. Par lequel commencer ?", "A quiet book for noisy days.",
     "Rencontre à la librairie samedi, on y sera avec du thé 🍵"},
    {"Setup tour 2026 🎮 tout est en commentaire.", "أفضل خمس ألعاب تلعبها مع الأصدقاء هذا الأسبوع",
     "Boss battu au 43e essai, preuve en vidéo 😅", "Stream tonight, 9 pm. Bring snacks.",
     "Tournoi communautaire : inscriptions ouvertes jusqu'à vendredi."},
}};

// Said by everybody, whatever the topic.
constexpr std::array<std::string_view, 12> general = {
    "Merci pour vos messages, je lis tout 🙏",
    "شكرا على الدعم، كل تعليق كيفرق معانا ❤️",
    "Behind the scenes of this week. It was a lot!",
    "Question du jour : qu'est-ce que vous voulez voir ensuite ?",
    "صباح الخير من المغرب ☀️",
    "Sunday mood.",
    "On se retrouve en story à 18 h pour la suite 👀",
    "نهاية أسبوع سعيدة للجميع 🌿",
    "Small update: new schedule, same coffee ☕",
    "Collaboration en préparation, patience… 🤐",
    "سؤال وجواب: اتركوا أسئلتكم في التعليقات 👇",
    "Throwback to last summer. Miss this light."};

} // namespace

std::string caption(Topic topic, std::uint64_t start, std::uint32_t index) {
    const auto &own = texts[static_cast<std::size_t>(topic)];
    // The step shares no factor with the number of texts, so all come round before one comes again.
    std::size_t place = (start + index * 7ULL) % (per_topic + general.size());
    std::string_view text = place < per_topic ? own[place] : general[place - per_topic];
    return concat(text, "\n\n", hashtags(topic), " n°", std::to_string(index + 1));
}

} // namespace social::simulator
