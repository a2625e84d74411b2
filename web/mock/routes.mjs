// What can be done, and its effect on a person's sample data.
import { ago, uuid } from './random.mjs';

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const failure = (status, key, message) => ({
    status,
    body: {
        code: status === 400 ? 'platform_refused' : status === 503 ? 'not_ready' : 'invalid_input',
        message,
        details: key,
        hint: null,
    },
});
let nextId = 900;

const oauthFailures = {
    state_expired: [422, 'state_expired', 'The sign-in took too long.'],
    state_used: [422, 'state_used', 'The sign-in was used before.'],
    account_kind: [400, 'personal_account', 'A personal account cannot be measured.'],
    workers_not_running: [503, 'workers_not_running', 'No worker is running.'],
};

function connect(world, platform, name, lacking = {}) {
    const connection = {
        id: uuid(nextId++),
        platform,
        platform_username: name,
        platform_display_name: name,
        profile_picture_url: null,
        profile_url: null,
        connection_status: 'active',
        connection_error: null,
        error_code: null,
        missing: null,
        missing_parts: null,
        connected_at: ago(0),
        last_synced_at: ago(0),
        next_sync_at: null,
        token_expires_at: null,
        days_until_expiry: null,
        followers_count: 12_034,
        followers_growth: null,
        engagement_rate: 3.2,
        last_sync_status: 'success',
        syncing: false,
        sync_queued_for: null,
        ...lacking,
    };
    world.views.connections.push(connection);
    return { body: { connection } };
}

/** TikTok connects an account whose statistics were left out: its followers stay unknown. */
const withoutStatistics = {
    followers_count: null,
    engagement_rate: null,
    last_sync_status: 'partial_success',
    missing: ['followers: the scope user.info.stats was not granted'],
    missing_parts: [{ part: 'followers', code: 'scope_not_granted', scope: 'user.info.stats' }],
};

function completeOAuth(world, { platform, code, page_id: page }) {
    const failed = oauthFailures[code];
    if (failed) return failure(...failed);
    if (code === 'scope_missing') return connect(world, platform, 'salma.bakes', withoutStatistics);
    if (code !== 'pages') return connect(world, platform, 'salma.bakes');
    const pages = [
        { id: '11', name: 'Chez Salma', followers_count: 9_412 },
        { id: '12', name: 'Atelier Marrakech', followers_count: 318 },
    ];
    const chosen = pages.find(({ id }) => id === page);
    return chosen ? connect(world, platform, chosen.name) : { body: { pages } };
}

async function syncConnection(world, { id }) {
    const connection = world.views.connections.find((one) => one.id === id);
    await pause(1500);
    if (connection.connection_status === 'error') {
        return {
            body: {
                id: nextId++,
                sync_status: 'failed',
                error_message: 'Instagram: HTTP 503 without an explanation',
                posts_fetched: null,
            },
        };
    }
    Object.assign(connection, {
        last_synced_at: ago(0),
        followers_count: (connection.followers_count ?? 0) + 3,
    });
    return { body: { id: nextId++, sync_status: 'success', error_message: null, posts_fetched: 25 } };
}

function postsGained(world, { connection_id: id, limit }) {
    const posts = world.views.posts.filter((post) => !id || post.connection_id === id);
    const gained = posts.map((post, index) => ({
        ...post,
        likes_gained: post.likes_count === null ? null : Math.round(post.likes_count / (index + 2)),
        comments_gained: Math.round(post.comments_count / (index + 2)),
        views_gained: null,
    }));
    const gain = (post) => (post.likes_gained ?? 0) + (post.comments_gained ?? 0);
    return { body: gained.sort((a, b) => gain(b) - gain(a)).slice(0, limit) };
}

const jobNamed = (world, name) => world.views.jobs.find(({ job }) => job === name);
const done = { body: null };

export const routes = [
    [
        'POST',
        /^\/rest\/rpc\/begin_oauth$/,
        (_world, { platform }) => ({
            body: {
                authorize_url: `/mock/consent?platform=${platform}&state=mock-state`,
                state: 'mock-state',
                expires_at: ago(-600_000),
            },
        }),
    ],
    ['POST', /^\/rest\/rpc\/complete_oauth$/, completeOAuth],
    ['POST', /^\/rest\/rpc\/sync_connection$/, syncConnection],
    ['POST', /^\/rest\/rpc\/posts_gained$/, postsGained],
    [
        'POST',
        /^\/rest\/rpc\/mark_notice_read$/,
        (world, { id }) => {
            world.views.notices.find((notice) => notice.id === id).read_at = ago(0);
            return done;
        },
    ],
    [
        'POST',
        /^\/rest\/rpc\/set_preferences$/,
        (world, change) => {
            Object.assign(world.views.preferences[0], change);
            return done;
        },
    ],
    [
        'POST',
        /^\/api\/social-media\/sync$/,
        async (world) => {
            await pause(1500);
            return { body: world.views.connections.map(() => ({ sync_status: 'success' })) };
        },
    ],
    [
        'DELETE',
        /^\/api\/social-media\/connections\/([\w-]+)$/,
        (world, _body, [id]) => {
            world.views.connections = world.views.connections.filter((one) => one.id !== id);
            return { status: 204 };
        },
    ],
    ['POST', /^\/rest\/rpc\/health$/, (world) => ({ body: world.health() })],
    ['POST', /^\/rest\/rpc\/sync_progress$/, (world) => ({ body: world.progress() })],
    ['POST', /^\/rest\/rpc\/worker_status$/, (world) => ({ body: world.workers() })],
    [
        'POST',
        /^\/rest\/rpc\/run_job$/,
        (world, { name }) => {
            jobNamed(world, name).last_started_at = ago(0);
            return done;
        },
    ],
    [
        'POST',
        /^\/rest\/rpc\/pause_job$/,
        (world, { name }) => {
            jobNamed(world, name).paused = true;
            return done;
        },
    ],
    [
        'POST',
        /^\/rest\/rpc\/resume_job$/,
        (world, { name }) => {
            jobNamed(world, name).paused = false;
            return done;
        },
    ],
    [
        'POST',
        /^\/rest\/rpc\/resume_platform$/,
        (world, { platform }) => {
            world.views.paused_platforms = world.views.paused_platforms.filter(
                (one) => one.platform !== platform,
            );
            return done;
        },
    ],
];
