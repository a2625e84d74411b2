// The operator's overview and sync log, in English.
import { orMore, pluralFor } from '../plural';

const plural = pluralFor('en');

export default {
  title: 'Overview',
  updated: (when: string) => `Seen ${when}, updates by itself`,
  verdict: {
    well: 'All is well',
    wellBody: 'Objectives are met, workers run, nothing is parked or paused.',
    unmeasuredBody: (count: number) =>
      plural(count, {
        one: 'Workers run, nothing is parked or paused. # objective has nothing to measure yet.',
        other: 'Workers run, nothing is parked or paused. # objectives have nothing to measure yet.',
      }),
    unknown: 'Not known right now',
    unknownBody: (when: string) =>
      `The server has stopped answering. What stands below was seen ${when}; this page keeps trying.`,
    attention: (count: number) =>
      plural(count, { one: 'One thing needs attention', other: '# things need attention' }),
  },
  findings: {
    disabled: 'Outside calls are switched off (pg_social.enabled).',
    parked: 'Workers are parked: no platform is called, no mail goes out.',
    parkedCauses: {
      copy: 'This database is a copy whose tokens are in use elsewhere. resume_workers() ends it once the original is no longer running.',
      by_hand: 'Somebody called park_workers(). resume_workers() ends it.',
      unknown_home:
        'It is not known where these tokens were last used from. resume_workers() says that it is to be from here.',
    } as Record<string, string>,
    paused: (platform: string, until: string) => `${platform} is paused until ${until}.`,
    pausedOpen: (platform: string) => `${platform} is paused until it is resumed.`,
    objective: (name: string, value: string, target: string) =>
      `${name}: ${value}, the objective is ${target}.`,
    noWorker: 'No sync worker is running. Start the server with pg_social in shared_preload_libraries.',
    silentWorker: (name: string, when: string) => `${name} last gave a sign of life ${when}.`,
    jobFailed: (name: string) => `The last run of “${name}” failed.`,
    jobLate: (name: string, when: string) => `“${name}” was due ${when} and has not started.`,
    jobPaused: (name: string) => `The job “${name}” is paused.`,
    notRunning: (name: string) => `${name} is not running.`,
    keyProblem: 'The encryption key cannot be used: no platform is called.',
    otherTrouble: 'The server does not get on with its own work.',
    overdue: (count: number) =>
      plural(count, {
        one: '# active account is overdue: no sync has succeeded for 26 hours or more.',
        other: '# active accounts are overdue: no sync has succeeded for 26 hours or more.',
      }),
    mailsOverdue: (count: number) =>
      plural(count, {
        one: '# mail has been waiting for more than an hour.',
        other: `# mails ${orMore(count, 'or more ')}have been waiting for more than an hour.`,
      }),
    mailsGivenUp: (count: number) =>
      plural(count, {
        one: '# mail was given up in the last day: it will not arrive.',
        other: `# mails ${orMore(count, 'or more ')}were given up in the last day: they will not arrive.`,
      }),
  },
  resumePlatform: (platform: string) => `Resume ${platform}`,
  objectives: {
    title: 'Objectives, last 24 hours',
    sync_success: 'Syncs that succeed',
    mean_sync: 'Mean time of a sync',
    expired: 'Accounts expired',
    in_error: 'Accounts in error',
    above: (target: string) => `objective: over ${target}`,
    below: (target: string) => `objective: under ${target}`,
    met: 'met',
    missed: 'missed',
    unmeasured: 'nothing to measure yet',
  },
  run: {
    title: 'Daily run',
    idle: 'No run in progress.',
    next: (when: string) => `Next one ${when}.`,
    of: (done: string, total: string) => `${done} of ${total} accounts`,
    failed: (count: number) => plural(count, { zero: 'none failed', one: '# failed', other: '# failed' }),
    rate: (rate: string) => `${rate} a second`,
    left: (time: string) => `${time} left`,
    label: 'Progress of the run',
  },
  workers: {
    title: 'Workers',
    process: 'Process',
    doing: 'Doing',
    inFlight: 'In flight',
    recorded: 'Recorded',
    failed: 'Failed',
    heartbeat: 'Sign of life',
    since: 'Running since',
    activities: {
      'looking after the databases': 'looking after the databases',
      starting: 'starting',
      'waiting for the next job': 'waiting for the next job',
      'waiting for accounts that are due': 'waiting for accounts that are due',
    } as Record<string, string>,
    states: { running: 'running', starting: 'starting', 'not running': 'not running' } as Record<
      string,
      string
    >,
    notes: {
      'no free slot in max_worker_processes': 'There is no free slot in max_worker_processes: raise it.',
      'a statement keeps the workers away': 'A statement keeps the workers away for the moment.',
    } as Record<string, string>,
    cautious: 'one account at a time after an unclean exit',
    none: 'No process is running.',
  },
  jobs: {
    title: 'Jobs',
    name: 'Job',
    last: 'Last run',
    next: 'Next run',
    schedule: 'Schedule',
    run: 'Run now',
    pause: 'Pause',
    resume: 'Resume',
    paused: 'paused',
    started: (name: string) => `${name} was started.`,
    failed: 'That did not work:',
    status: { queued: 'queued', running: 'running', succeeded: 'succeeded', failed: 'failed' } as Record<
      string,
      string
    >,
    causes: {
      lock: 'Something else held the same data for too long. It is tried again by itself.',
      cancelled: 'It was cancelled. It is tried again by itself.',
      space: 'The server has run out of disk space or memory: make room.',
      processEnded: 'Its process ended before the job did. The server log says why.',
      other: 'The server log tells more. It is tried again by itself.',
    },
    neverRan: 'has not run yet',
    names: {
      refresh_expiring_tokens: 'Extend grants that end soon',
      cleanup_old_logs: 'Clear old logs',
      sync_all_active_connections: 'Sync every account',
      notify_token_expiration: 'Warn of grants about to end',
      send_weekly_reports: 'Mail weekly reports',
      check_and_repair_connections: 'Repair accounts in error',
      refresh_materialized_views: 'Refresh the rankings',
    } as Record<string, string>,
  },
  advice: {
    configure: 'Check client id, secret, redirect URI and scopes with configure_platform().',
    wait: 'It is tried again by itself.',
    serverLog: 'The server log tells more.',
    creator: 'Only the creator can help, and was told.',
    outbreak: 'The platform has an outage, or our app there is set up wrongly: check its id and secret.',
    none: 'It is tried again by itself; the sync log tells more.',
  },
  failures: {
    title: 'Failures by cause',
    platform: 'Platform',
    cause: 'Cause',
    accounts: 'Accounts',
    last: 'Last seen',
    none: 'No account is expired, revoked or in error.',
    failed: 'Failed syncs in the log',
    see: (platform: string, cause: string) => `Show the log of ${platform}, ${cause}`,
  },
  expiring: {
    title: 'Grants about to end',
    none: 'No grant ends within seven days.',
    more: (count: number) => plural(count, { one: 'and # more', other: 'and # more' }),
  },
  budgets: {
    title: 'Request budgets',
    used: (used: string) => `${used} used by the busiest account`,
    calls: (calls: string) => `${calls} calls in the last hour`,
    resets: (when: string) => `the oldest stop counting ${when}`,
    none: 'No calls in the last hour.',
    label: (platform: string) => `Budget of ${platform} used`,
  },
  outbox: {
    title: 'Outbox',
    status: { waiting: 'waiting', retrying: 'trying again', sent: 'sent', gave_up: 'given up' } as Record<
      string,
      string
    >,
    next: (when: string) => `next attempt ${when}`,
    kinds: {
      weekly_report: 'Weekly report',
      token_expiring: 'Access about to end',
      reconnect_needed: 'Account to reconnect',
      account_taken_over: 'Account taken over',
    } as Record<string, string>,
    attempts: (count: number) => plural(count, { one: '# attempt', other: '# attempts' }),
    none: 'Nothing is waiting, nothing was sent lately.',
    to: 'To',
  },
  log: {
    title: 'Sync log',
    lede: 'Every sync, kept after an account is erased.',
    platform: 'Platform',
    status: 'Outcome',
    type: 'Kind',
    cause: 'Cause',
    user: 'User id',
    anyCause: 'any cause',
    any: { platform: 'All', status: 'All', type: 'All' },
    wholeId: 'a whole id (uuid)',
    noUser: 'What the field “User id” holds is no user’s id. Give the whole of one, or leave it empty.',
    statuses: {
      success: 'Success',
      partial_success: 'Partly',
      failed: 'Failed',
      queued: 'Queued',
    } as Record<string, string>,
    types: {
      scheduled: 'Daily run',
      automatic: 'Automatic',
      manual: 'By hand',
      token_refresh: 'Access extended',
      connect: 'Connected',
    } as Record<string, string>,
    account: 'Account',
    time: 'When',
    took: 'Took',
    calls: 'Calls',
    details: 'Details',
    show: 'Show details',
    posts: (count: number) => plural(count, { zero: 'no posts', one: '# post', other: '# posts' }),
    erased: 'erased account',
    all: 'See the whole log',
    latest: 'Latest syncs',
    emptyTitle: 'No sync matches',
    emptyBody: 'Remove a filter.',
  },
};
