// Creators as a merchant sees them: several pages of them, some with unknown figures, one long not measured.
import { offers } from './platforms.mjs';
import { ago, chance, day, hour, uuid } from './random.mjs';

const names =
    `Salma Benali,Yassine Idrissi,Camille Laurent,Hiba El Fassi,Théo Marchand,Kenza Alaoui,Anas Tazi,Léa Moreau,
Rania Chraibi,Mehdi Ouazzani,Chloé Bernard,Imane Zniber,Hugo Petit,Sofia Lahlou,Nabil Sefrioui,Manon Girard,Aya Bennis,Lucas Roux,
Zineb Kadiri,Omar Filali,Jade Lefèvre,Ghita Berrada,Adam Naciri,Louise Garnier,Rim Tahiri,Karim Squalli,Emma Faure,Dounia Jettou,
Noé Blanc,Meryem Slaoui,Ilyas Benjelloun,Alice Henry,Sara Mernissi`.split(/,\s*/);
const platforms = ['instagram', 'tiktok', 'facebook'];
const words = ['Golden hour in Essaouira', 'Three dinners under fifty dirhams', 'Try-on haul: linen season'];

function account(person, number, random) {
    const platform = platforms[(person + number) % platforms.length];
    const followers =
        platform === 'facebook' && person % 5 === 0 ? null : Math.round(800 * Math.exp(random() * 6.2));
    const name = names[person]
        .toLowerCase()
        .normalize('NFD')
        .replace(/[^a-z ]/g, '')
        .replace(' ', number ? '_' : '.');
    return {
        connection_id: uuid(2000 + person * 10 + number),
        platform,
        handle: name,
        avatar: person % 3 === 0 ? `/mock/picture/${(person * 47) % 360}` : null,
        link: `https://example.com/${name}`,
        followers,
        engagement_rate: followers === null ? null : Number((0.4 + random() * 8).toFixed(2)),
        average_views: platform === 'tiktok' ? Math.round((followers ?? 900) * random() * 2) : null,
        growth_30_days:
            followers === null || person % 9 === 4 ? null : Math.round(followers * (random() - 0.3) * 0.15),
        measured_at: ago(person === 3 || (person === 5 && number) ? 9 * day : (3 + number) * hour),
    };
}

const known = (values) => values.filter((value) => value !== null);
const sum = (values) => (known(values).length ? known(values).reduce((a, b) => a + b, 0) : null);
const mean = (values) =>
    known(values).length ? Number((sum(values) / known(values).length).toFixed(2)) : null;

function influencer(person) {
    const random = chance(person + 3);
    const accounts = Array.from({ length: 1 + (person % 3) }, (_, number) => account(person, number, random));
    accounts.sort((a, b) => (b.followers ?? -1) - (a.followers ?? -1));
    const followers = sum(accounts.map((one) => one.followers));
    const growth = sum(accounts.map((one) => one.growth_30_days));
    return {
        user_id: uuid(500 + person),
        display_name: names[person],
        handles: [names[person], ...accounts.map(({ handle }) => handle)].join(' '),
        platform_names: accounts.map(({ platform }) => platform),
        platforms: accounts,
        followers,
        engagement_rate: mean(accounts.map((one) => one.engagement_rate)),
        average_views: mean(accounts.map((one) => one.average_views)),
        growth_30_days: growth,
        growth_30_days_percent:
            growth === null || followers === null
                ? null
                : Number(((growth * 100) / (followers - growth)).toFixed(2)),
        measured_at: accounts.map((one) => one.measured_at).sort()[0],
        top_posts:
            person % 7 === 6
                ? []
                : words.map((caption, number) => ({
                      platform: accounts[0].platform,
                      platform_post_id: `${person}-${number}`,
                      caption,
                      permalink: 'https://example.com/p',
                      published_at: ago((number * 5 + 2) * day),
                      thumbnail_url:
                          number === 1 ? null : `/mock/picture/${(person * 31 + number * 80) % 360}`,
                      likes_count: Math.round(900 * random() + 40),
                      comments_count: Math.round(60 * random()),
                      views_count: number ? null : Math.round(20_000 * random()),
                      engagement_rate: Number((9 - number * 2.1).toFixed(2)),
                  })),
    };
}

function historyOf(one) {
    return one.platforms.flatMap((account, number) => {
        const random = chance(number + one.followers);
        return Array.from({ length: 90 }, (_, index) => {
            const back = 89 - index;
            const share = 1 - ((account.growth_30_days ?? 0) / (account.followers ?? 1)) * (back / 30);
            return {
                user_id: one.user_id,
                connection_id: account.connection_id,
                platform: account.platform,
                day: ago(back * day).slice(0, 10),
                followers_count:
                    account.followers === null
                        ? null
                        : Math.round(account.followers * share * (1 + (back && (random() - 0.5) * 0.004))),
                engagement_rate:
                    account.engagement_rate === null
                        ? null
                        : Number((account.engagement_rate * (0.9 + random() * 0.2)).toFixed(2)),
            };
        }).filter((row) => !(number === 0 && row.day > ago(40 * day) && row.day < ago(34 * day)));
    });
}

export function merchantWorld() {
    const influencers = names.map((_, person) => influencer(person));
    return { views: { platforms: offers, influencers, influencer_history: influencers.flatMap(historyOf) } };
}
