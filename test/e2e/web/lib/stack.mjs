// Where the running demo is: read from its env file (RUN_DIR/env, by default .run/env), or from BASE_URL and
// SIMULATOR_URL directly.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const envFile = resolve(root, process.env.RUN_DIR ?? '.run', 'env');

function fromFile(name) {
    if (!existsSync(envFile)) return undefined;
    return new RegExp(`^(?:export )?${name}=["']?([^"'\\n]*)`, 'm').exec(readFileSync(envFile, 'utf8'))?.[1];
}

function setting(name, alternative) {
    const value = process.env[name] ?? fromFile(name) ?? (alternative && fromFile(alternative));
    if (!value)
        throw new Error(`${name} is not set and not in ${envFile}: start the demo first (make demo).`);
    return value.replace(/\/$/, '');
}

export const baseUrl = new URL(setting('BASE_URL', 'API_URL')).origin;
export const simulatorUrl = () => setting('SIMULATOR_URL');

export async function people(role) {
    const answer = await fetch(`${baseUrl}/demo/people.json`);
    if (!answer.ok) throw new Error(`${baseUrl}/demo/people.json: ${answer.status}`);
    return (await answer.json()).filter((person) => person.role === role);
}

/** What the REST API answers to a person. */
export async function ask(person, path, options = {}) {
    const answer = await fetch(baseUrl + path, {
        ...options,
        headers: {
            Authorization: `Bearer ${person.token}`,
            'Content-Type': 'application/json',
            ...options.headers,
        },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
}

/** The simulator's control interface: what is true at the platforms, and changing it. */
export async function simulator(path, body, method = body ? 'POST' : 'GET') {
    const answer = await fetch(`${simulatorUrl()}/control/${path}`, {
        method,
        ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`simulator ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
}

/** Runs statements as the demo's superuser, each by itself: what only time or an administrator could do. */
export function sql(...statements) {
    const names = ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER'];
    const where = Object.fromEntries(names.map((name) => [name, setting(name)]));
    const commands = statements.flatMap((statement) => ['-c', statement]);
    return execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', ...commands], {
        env: { ...process.env, ...where },
        encoding: 'utf8',
    }).trim();
}

/** What goes wrong at the platforms until it is cleared. */
export const faults = {
    set: (fault) => simulator('faults', fault),
    clear: () => simulator('faults', undefined, 'DELETE'),
};

/** Waits until `check` answers something true; tests wait for what they need, never for a time. */
export async function until(check, what, milliseconds = 30_000) {
    const end = Date.now() + milliseconds;
    for (;;) {
        const answer = await check();
        if (answer) return answer;
        if (Date.now() > end) throw new Error(`${what} did not happen within ${milliseconds} ms`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
