// An operator's data on a good day and on a bad one.
import { merchantWorld } from './merchants.mjs';
import { ago, chance, day, hour, minute, uuid } from './random.mjs';

const schedules = [
    ['refresh_expiring_tokens', '0 2 * * *', 10 * hour],
    ['sync_all_active_connections', '0 8 * * *', 16 * hour],
    ['notify_token_expiration', '0 9 * * *', 17 * hour],
    ['check_and_repair_connections', '0 10 * * *', 18 * hour],
    ['refresh_materialized_views', '0 */6 * * *', 2 * hour],
    ['send_weekly_reports', '0 9 * * 1', 3 * day],
    ['cleanup_old_logs', '0 3 * * 0', 5 * day],
];

const job =
    (well) =>
    ([name, schedule, inTime], index) => ({
        job: name,
        schedule,
        time_zone: 'Africa/Casablanca',
        paused: !well && index === 6,
        next_run_at: ago(-inTime),
        last_started_at: index === 5 && well ? null : ago((index + 2) * hour),
        last_finished_at: ago((index + 2) * hour - 9_000),
        last_status: index === 5 && well ? null : !well && index === 5 ? 'failed' : 'succeeded',
        last_error: !well && index === 5 ? 'canceling statement due to lock timeout' : null,
        last_error_code: !well && index === 5 ? '55P03' : null,
    });

const causes = [
    {
        platform: 'tiktok',
        code: 'internal_error',
        message: 'TikTok: Something is wrong. Please try again later. (internal_error); temporary',
    },
    {
        platform: 'instagram',
        code: '190/458',
        message:
            'Instagram: Error validating access token: The user has not authorized application 1. (190/458); the creator removed the app and has to connect the account again',
    },
    {
        platform: 'facebook',
        code: '10',
        message:
            'Facebook: (#10) This endpoint requires the pages_read_engagement permission. (10); a permission is missing: the creator has to connect the account again and grant all that is asked',
    },
];

function logRow(number) {
    const random = chance(number + 11);
    const failed = number % 9 === 4;
    const partial = number % 7 === 5;
    return {
        id: 5000 - number,
        connection_id: uuid(3000 + (number % 40)),
        user_id: uuid(500 + (number % 30)),
        platform: failed
            ? causes[((number / 9) % 3) | 0].platform
            : ['instagram', 'tiktok', 'facebook'][number % 3],
        platform_username:
            number % 13 === 12
                ? null
                : ['salma.benali', 'camille_l', 'Chez Salma', 'hiba.elfassi', 'theo.marchand'][number % 5],
        sync_type: number === 2 ? 'manual' : number % 11 === 10 ? 'token_refresh' : 'scheduled',
        sync_status: failed ? 'failed' : partial ? 'partial_success' : 'success',
        error_code: failed ? causes[((number / 9) % 3) | 0].code : null,
        error_message: failed ? causes[((number / 9) % 3) | 0].message : null,
        errors_encountered: partial ? ['views: the scope read_insights was not granted'] : null,
        missing_parts: partial
            ? [{ part: 'views', code: 'scope_not_granted', scope: 'read_insights' }]
            : null,
        posts_fetched: failed ? null : Math.round(25 * random()),
        duration_ms: failed ? null : Math.round(180 + 2400 * random() ** 3),
        api_calls_made: failed ? 1 : 2 + (number % 3),
        started_at: ago(number * 4 * minute),
    };
}

const failures = [
    {
        platform: 'tiktok',
        error_code: 'internal_error',
        connection_status: 'active',
        connections: 214,
        last_at: ago(2 * minute),
        sample_message: causes[0].message,
    },
    {
        platform: 'instagram',
        error_code: causes[1].code,
        connection_status: 'revoked',
        connections: 31,
        last_at: ago(3 * hour),
        sample_message: causes[1].message,
    },
    {
        platform: 'facebook',
        error_code: causes[2].code,
        connection_status: 'revoked',
        connections: 6,
        last_at: ago(26 * hour),
        sample_message: causes[2].message,
    },
];

const objectives = (well) => [
    { objective: 'sync_success_percent', value: well ? 99.2 : 91.4, target: 95, ok: well },
    { objective: 'mean_sync_seconds', value: 0.82, target: 5, ok: true },
    { objective: 'expired_percent', value: 0.3, target: 1, ok: true },
    { objective: 'in_error_percent', value: well ? 1.1 : null, target: 5, ok: well ? true : null },
];

function workers(well) {
    const process = (backend_type, activity, extra = {}) => ({
        backend_type,
        pid: 4100 + backend_type.length,
        state: 'running',
        activity,
        started_at: ago(6 * day),
        heartbeat_at: ago(800),
        in_flight: null,
        recorded: null,
        failed: null,
        cautious: false,
        note: null,
        ...extra,
    });
    return [
        process('pg_social launcher', 'looking after the databases'),
        process('pg_social scheduler', 'waiting for the next job'),
        process('pg_social sync worker', 'waiting for accounts that are due', {
            in_flight: well ? 0 : 64,
            recorded: 184_220,
            failed: well ? 12 : 251,
            heartbeat_at: ago(well ? 900 : 4 * minute),
            cautious: !well,
        }),
    ];
}

export function operatorWorld({ well }) {
    const started = Date.now();
    const merchants = merchantWorld();
    return {
        health: () => ({
            objectives: objectives(well),
            enabled: true,
            parked: !well,
            parked_reason: well
                ? null
                : 'This database is a copy: its tokens are in use elsewhere. Call resume_workers() once the original is no longer running.',
            parked_cause: well ? null : 'copy',
            key_problem: null,
            accounts_overdue: 0,
            other_trouble: null,
            mails_overdue: well ? 0 : 2,
            mails_given_up: well ? 0 : 1,
            mail_error: well ? null : '550 sender address rejected',
            paused_platforms: well ? 0 : 1,
            checked_at: ago(0),
        }),
        workers: () => workers(well),
        progress: () => {
            const done = Math.min(118_000, 61_240 + Math.floor((Date.now() - started) / 1000) * 900);
            return well
                ? {
                      running: false,
                      sync_type: null,
                      started_at: null,
                      total: null,
                      done: null,
                      failed: null,
                      rate_per_second: null,
                      seconds_left: null,
                  }
                : {
                      running: true,
                      sync_type: 'scheduled',
                      started_at: ago(68_000),
                      total: 118_400,
                      done,
                      failed: 214,
                      rate_per_second: 900.4,
                      seconds_left: (118_400 - done) / 900,
                  };
        },
        views: {
            ...merchants.views,
            jobs: schedules.map(job(well)),
            failures: well ? failures.slice(1, 2) : failures,
            paused_platforms: well
                ? []
                : [
                      {
                          platform: 'tiktok',
                          app: 'default',
                          paused_until: ago(-38 * minute),
                          reason: 'TikTok: Client key is wrong (invalid_client); client_key or client_secret is wrong; correct it with configure_platform()',
                          reason_code: 'invalid_client',
                      },
                  ],
            expiring: Array.from({ length: well ? 0 : 12 }, (_, number) => ({
                connection_id: uuid(4000 + number),
                platform: ['tiktok', 'instagram'][number % 2],
                platform_username: ['kenza.alaoui', 'anas_tazi', 'lea.moreau', 'rania.chraibi', 'hugo_petit'][
                    number % 5
                ],
                expires_at: ago(-(number * 0.6 + 0.2) * day),
                days_until_expiry: Math.floor(number * 0.6),
            })),
            budgets: [
                {
                    platform: 'tiktok',
                    app: 'default',
                    reach: 'app',
                    used_percent: well ? 34 : 97,
                    calls_last_hour: well ? 3_402 : 9_702,
                    resets_at: ago(-22 * minute),
                },
                {
                    platform: 'instagram',
                    app: 'default',
                    reach: 'app',
                    used_percent: 58.4,
                    calls_last_hour: 11_034,
                    resets_at: null,
                },
                {
                    platform: 'facebook',
                    app: 'default',
                    reach: 'app',
                    used_percent: null,
                    calls_last_hour: 120,
                    resets_at: null,
                },
            ],
            outbox: [
                {
                    id: 3,
                    kind: 'token_expiring',
                    recipient: 's…@example.com',
                    status: 'sent',
                    attempts: 1,
                    created_at: ago(3 * hour),
                    sent_at: ago(3 * hour),
                    next_attempt_at: null,
                    last_error: null,
                },
                {
                    id: 2,
                    kind: 'weekly_report',
                    recipient: 'y…@example.com',
                    status: well ? 'sent' : 'gave_up',
                    attempts: 1,
                    created_at: ago(5 * hour),
                    sent_at: well ? ago(5 * hour) : null,
                    next_attempt_at: null,
                    last_error: well ? null : '550 sender address rejected',
                },
                {
                    id: 1,
                    kind: 'weekly_report',
                    recipient: 'c…@example.com',
                    status: well ? 'waiting' : 'retrying',
                    attempts: 0,
                    created_at: ago(well ? minute : 5 * hour),
                    sent_at: null,
                    next_attempt_at: well ? null : ago(-4 * minute),
                    last_error: well ? null : 'Could not connect to the mail server',
                },
            ],
            sync_logs: Array.from({ length: 230 }, (_, number) => logRow(number)),
        },
    };
}
