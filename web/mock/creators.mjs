// A creator with accounts in every state, one without any, and one whose every request fails.
import { offers } from './platforms.mjs';
import { ago, chance, day, hour, minute, uuid } from './random.mjs';

const captions = [
    'Sunrise over the Medina, and the best msemen I ever had',
    'Five ways to wear one scarf: which one is yours?',
    'We drove to Merzouga for a single photo. Worth it.',
    'My honest review after thirty days (not sponsored)',
    'Recipe: grandmother’s harira, step by step',
    null,
    'Behind the scenes of the autumn shoot with Maison Atlas: forty-one outfits, two vans, one very patient camel',
    'Ask me anything about freelancing',
];

const accounts = [
    {
        platform: 'instagram',
        handle: 'salma.benali',
        name: 'Salma Benali',
        followers: 48_230,
        rate: 4.37,
        picture: 330,
        daysLeft: 41,
    },
    {
        platform: 'tiktok',
        handle: 'salmacooks',
        name: 'Salma cooks',
        followers: 132_910,
        rate: 7.82,
        picture: 180,
        daysLeft: 2,
    },
    {
        platform: 'facebook',
        handle: 'Chez Salma',
        name: 'Chez Salma',
        followers: 9_412,
        rate: 0,
        daysLeft: null,
        missing: ['post_media_view: the platform no longer offers this metric'],
        missingParts: [{ part: 'post_media_view', code: 'metric_retired', scope: null }],
    },
    {
        platform: 'tiktok',
        handle: 'salmatravels',
        name: 'Salma travels',
        followers: 21_480,
        rate: 1.94,
        daysLeft: -9,
        status: 'expired',
        code: 'invalid_grant',
        error: 'TikTok: Refresh token is invalid or expired. (invalid_grant); the code or the grant is over or was taken back: the creator has to connect the account again',
        lastSync: 9 * day,
    },
    {
        platform: 'instagram',
        handle: 'salma.studio',
        name: 'Salma Studio',
        followers: 3_105,
        rate: 2.11,
        daysLeft: 55,
        status: 'error',
        code: 'http_503',
        error: 'Instagram: HTTP 503 without an explanation',
        lastSync: 26 * hour,
    },
];

function connection(account, index) {
    return {
        id: uuid(100 + index),
        platform: account.platform,
        platform_username: account.handle,
        platform_display_name: account.name,
        profile_picture_url: account.picture ? `/mock/picture/${account.picture}` : null,
        profile_url: account.platform === 'facebook' ? null : `https://example.com/${account.handle}`,
        connection_status: account.status ?? 'active',
        connection_error: account.error ?? null,
        error_code: account.code ?? null,
        missing: account.missing ?? null,
        missing_parts: account.missingParts ?? null,
        connected_at: ago((200 - index) * day),
        last_synced_at: ago(account.lastSync ?? (2 + index) * hour),
        next_sync_at: account.status === 'error' ? ago(-40 * minute) : null,
        token_expires_at: account.daysLeft === null ? null : ago(-account.daysLeft * day),
        days_until_expiry: account.daysLeft,
        followers_count: account.followers,
        followers_growth: account.followers === null ? null : [34, 512, 0, 21, -7][index],
        engagement_rate: account.rate,
        last_sync_status: account.missing ? 'partial_success' : 'success',
        syncing: false,
        sync_queued_for: account.status === 'error' ? ago(-40 * minute) : null,
    };
}

/** A year of days; with gaps, and nothing before the account was connected. */
function historyOf(one, index) {
    const random = chance(index + 7);
    const days = [365, 140, 365, 365, 20][index] ?? 1;
    const rows = [];
    let followers = (one.followers_count ?? 5_000) * (1 - days / 900);
    for (let back = days; back >= 0; back--) {
        followers +=
            ((one.followers_count ?? 5_000) - followers) / (back + 1) +
            (back && (random() - 0.5) * followers * 0.002);
        const failed =
            (index === 0 && back >= 11 && back <= 14) ||
            (index === 3 && back < 9) ||
            (back && random() < 0.01);
        if (failed) continue;
        const unknownRate = one.engagement_rate === null || random() < 0.01;
        rows.push({
            connection_id: one.id,
            platform: one.platform,
            platform_username: one.platform_username,
            synced_at: ago(back * day + index * minute),
            followers_count: Math.round(followers),
            engagement_rate: unknownRate
                ? null
                : Number((one.engagement_rate * (0.85 + random() * 0.3)).toFixed(2)),
            total_posts: 300 - Math.floor(back / 2),
        });
    }
    return rows;
}

function postsOf(one, index) {
    const random = chance(index + 31);
    return captions.map((caption, number) => {
        const likes =
            number === 3 ? null : Math.round((one.followers_count ?? 800) * (0.02 + random() * 0.06));
        return {
            connection_id: one.id,
            platform: one.platform,
            platform_post_id: `${one.platform}-${number}`,
            caption,
            thumbnail_url: number % 3 === 2 ? null : `/mock/picture/${(index * 70 + number * 37) % 360}`,
            permalink: `https://example.com/p/${index}${number}`,
            likes_count: likes,
            comments_count: Math.round((likes ?? 100) * 0.05),
            views_count: one.platform === 'tiktok' ? Math.round((likes ?? 0) * 11) : null,
            engagement_rate:
                likes === null ? null : Number(((likes * 105) / (one.followers_count ?? 800)).toFixed(2)),
            published_at: ago((number * 4 + 1) * day),
            removed_at: null,
        };
    });
}

/** To the midnight in which this week began (the epoch's first Monday was its fifth day). */
const sinceMonday = (Date.now() - 4 * day) % (7 * day);

const noticesOf = (connections) => [
    {
        id: 1,
        kind: 'token_expiring',
        severity: 'warning',
        connection_id: connections[1].id,
        platform: 'tiktok',
        account_name: 'salmacooks',
        ends_at: connections[1].token_expires_at,
        created_at: ago(3 * hour),
        read_at: null,
        action_url: `/influencer/social-media#${connections[1].id}`,
    },
    {
        id: 2,
        kind: 'reconnect_needed',
        severity: 'error',
        connection_id: connections[3].id,
        platform: 'tiktok',
        account_name: 'salmatravels',
        created_at: ago(9 * day),
        read_at: null,
        action_url: `/influencer/social-media#${connections[3].id}`,
    },
    {
        id: 3,
        kind: 'weekly_report',
        severity: 'info',
        connection_id: null,
        platform: null,
        period_from: ago(sinceMonday + 7 * day),
        period_until: ago(sinceMonday),
        created_at: ago(sinceMonday - 9 * hour),
        read_at: ago(sinceMonday - 10 * hour),
        action_url: '/influencer/social-media/history',
    },
];

function world(person, connections) {
    const preferences = {
        display_name: person.name,
        email: `${person.name.split(' ')[0].toLowerCase()}@example.com`,
        locale: 'fr',
        time_zone: 'Africa/Casablanca',
        weekly_report: true,
        notify_expiry: true,
        visible_to_merchants: true,
    };
    return {
        views: {
            connections,
            stats_history: connections.flatMap(historyOf),
            posts: connections.flatMap(postsOf),
            notices: connections.length ? noticesOf(connections) : [],
            platforms: offers,
            preferences: [preferences],
        },
    };
}

export const creatorWorld = (person) => world(person, accounts.map(connection));
export const emptyCreatorWorld = (person) => world(person, []);
export const brokenWorld = () => ({ broken: true });
