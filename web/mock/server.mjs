// A test fixture: answers like the real REST with sample data, so that screens can be developed, tested and pictured
// without a database. Nothing of it is deployed. Serves web/dist with the same content security policy as nginx.
//   node mock/server.mjs [port]      then open http://127.0.0.1:18310/
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consentPage, picture } from './platforms.mjs';
import { peopleList, personaOf, worldOf } from './personas.mjs';
import { routes } from './routes.mjs';
import { select, toCsv } from './query.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const types = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2',
};
const policy =
    "default-src 'self'; img-src 'self' data: https:; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

function sendJson(response, status, body, headers = {}) {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body === undefined || status === 204 ? '' : JSON.stringify(body));
}

function sendFile(response, path) {
    const found = normalize(join(dist, path));
    const isFile = found.startsWith(dist) && existsSync(found) && statSync(found).isFile();
    const file = isFile ? found : join(dist, 'index.html');
    response.writeHead(200, {
        'Content-Type': types[extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': policy,
    });
    createReadStream(file).pipe(response);
}

async function readBody(request) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const text = Buffer.concat(parts).toString();
    return text ? JSON.parse(text) : {};
}

function session(request, response, token) {
    if (request.method === 'DELETE')
        return sendJson(response, 204, undefined, { 'Set-Cookie': 'pg_social=; Max-Age=0; Path=/' });
    const bearer = request.headers.authorization?.replace(/^Bearer /, '');
    const persona = personaOf(request.method === 'POST' ? bearer : token);
    if (!persona)
        return sendJson(response, 401, {
            code: 'PGRST301',
            message: 'JWT invalid',
            details: null,
            hint: null,
        });
    if (request.method === 'POST') {
        const cookie = `pg_social=${bearer}; HttpOnly; SameSite=Strict; Path=/`;
        return sendJson(response, 204, undefined, { 'Set-Cookie': cookie });
    }
    const { id: sub, role, name: display_name } = persona;
    return sendJson(response, 200, { sub, role, display_name, exp: Math.floor(Date.now() / 1000) + 3600 });
}

function view(response, request, name, parameters, world) {
    const rows = world.views[name];
    if (!rows)
        return sendJson(response, 404, {
            code: '42P01',
            message: `There is no ${name}`,
            details: null,
            hint: null,
        });
    const { page, total, offset } = select(typeof rows === 'function' ? rows() : rows, parameters);
    if (request.headers.accept === 'text/csv') {
        response.writeHead(200, { 'Content-Type': 'text/csv' });
        return response.end(toCsv(page));
    }
    const range = `${page.length ? `${offset}-${offset + page.length - 1}` : '*'}/${total}`;
    return sendJson(response, 200, page, { 'Content-Range': range });
}

async function api(request, response, url, token) {
    const persona = personaOf(token);
    if (!persona)
        return sendJson(response, 401, {
            code: 'PGRST301',
            message: 'JWT missing',
            details: null,
            hint: null,
        });
    const world = worldOf(persona);
    if (world.broken)
        return sendJson(response, 500, {
            code: 'internal_error',
            message: 'The request failed inside the server.',
            details: null,
            hint: null,
        });
    if (
        request.method !== 'GET' &&
        !request.headers.authorization &&
        request.headers['x-requested-with'] !== 'pg_social'
    )
        return sendJson(response, 403, {
            code: 'cross_site_request',
            message: 'Send X-Requested-With.',
            details: null,
            hint: null,
        });
    const route = routes.find(([method, pattern]) => method === request.method && pattern.test(url.pathname));
    if (route) {
        const [, pattern, answer] = route;
        const result = await answer(world, await readBody(request), url.pathname.match(pattern).slice(1));
        return sendJson(response, result.status ?? 200, result.body);
    }
    const name = /^\/rest\/(\w+)$/.exec(url.pathname)?.[1];
    if (request.method === 'GET' && name) return view(response, request, name, url.searchParams, world);
    return sendJson(response, 404, {
        code: 'not_found',
        message: 'There is no such route.',
        details: null,
        hint: null,
    });
}

async function answer(request, response) {
    const url = new URL(request.url, 'http://mock');
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? /pg_social=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (url.pathname === '/session') return session(request, response, token);
    if (url.pathname === '/demo/people.json') return sendJson(response, 200, peopleList());
    if (url.pathname === '/mock/consent') return consentPage(response, url.searchParams);
    if (url.pathname.startsWith('/mock/picture/')) return picture(response, url.pathname);
    if (/^\/(api|rest)\//.test(url.pathname)) return api(request, response, url, token);
    return sendFile(response, url.pathname);
}

export function startMock(port) {
    const server = createServer((request, response) => {
        answer(request, response).catch((error) => sendJson(response, 500, { message: String(error) }));
    });
    return new Promise((resolve) => {
        server.listen(port, '127.0.0.1', () => resolve(server));
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const port = Number(process.argv[2] ?? 18310);
    await startMock(port);
    console.log(`Mock of the REST API with sample people: http://127.0.0.1:${port}/`);
}
