// Builds the library and a bare React application around it, both in memory or a temporary folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const web = fileURLToPath(new URL('../../../../web/', import.meta.url));
const require = createRequire(join(web, 'package.json'));
const fromWeb = async (name) => import(pathToFileURL(require.resolve(name)));

/** The host's packages, as npm would have put them: everything but the library is resolved from web/. */
function installed(library) {
    const ours = { 'pg-social-web': 'pg-social.js', 'pg-social-web/pg-social.css': 'pg-social.css' };
    return {
        name: 'installed',
        resolveId(id, importer) {
            if (ours[id]) return join(library, ours[id]);
            const bare = importer && !importer.startsWith(web) && /^[\w@]/.test(id);
            return bare ? this.resolve(id, join(web, 'package.json'), { skipSelf: true }) : null;
        },
    };
}

/** The host's files by name: main.js, its styles and the chunks it loads on demand. */
export async function buildHost() {
    const { build } = await fromWeb('vite');
    const { default: react } = await fromWeb('@vitejs/plugin-react');
    const library = await mkdtemp(join(tmpdir(), 'pg_social_library.'));
    try {
        await build({
            root: web,
            configFile: join(web, 'vite.lib.config.ts'),
            logLevel: 'error',
            build: { outDir: library, emptyOutDir: true },
        });
        const { output } = await build({
            root: web,
            configFile: false,
            logLevel: 'error',
            publicDir: false,
            plugins: [react(), installed(library)],
            build: {
                write: false,
                target: 'es2022',
                rollupOptions: {
                    input: fileURLToPath(new URL('../host/main.jsx', import.meta.url)),
                    output: { entryFileNames: 'main.js', assetFileNames: 'assets/[name][extname]' },
                },
            },
        });
        return new Map(output.map((file) => [`/${file.fileName}`, file.code ?? file.source]));
    } finally {
        await rm(library, { recursive: true });
    }
}
