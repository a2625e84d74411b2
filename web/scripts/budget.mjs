// Fails the build when the first load (page, its scripts and styles, typeface, one language, the first screen)
// would be more than 200 KB compressed.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgetBytes = 200 * 1024;
const dist = new URL('../dist/', import.meta.url);
const read = (name) => readFileSync(new URL(name, dist));
// Typefaces are compressed already: nginx sends them as they are.
const transferred = (name) =>
    name.endsWith('.woff2') ? read(name).length : gzipSync(read(name), { level: 6 }).length;

const page = read('index.html').toString();
const first = new Set([
    'index.html',
    ...[...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, name]) => name),
]);
const assets = readdirSync(new URL('assets/', dist)).map((name) => `assets/${name}`);

// What the entry asks for by static import, and the heaviest screen with a language and the typeface.
function addImports(name) {
    for (const [, found] of read(name)
        .toString()
        .matchAll(/from\s*"\.\/([^"]+\.js)"/g)) {
        const asset = `assets/${found}`;
        if (first.has(asset)) continue;
        first.add(asset);
        addImports(asset);
    }
}
for (const name of [...first]) if (name.endsWith('.js')) addImports(name);
const screens = assets.filter((name) => /\/\w+Page-/.test(name) && name.endsWith('.js'));
const heaviest = screens.sort((a, b) => transferred(b) - transferred(a))[0];
const language = assets.find((name) => /\/fr-/.test(name));
for (const name of [heaviest, language, ...assets.filter((asset) => asset.endsWith('.woff2'))])
    if (name) first.add(name);
if (heaviest) addImports(heaviest);

let total = 0;
for (const name of first) {
    const size = transferred(name);
    total += size;
    console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${name}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  first load, of ${budgetBytes / 1024} KB`);
if (total > budgetBytes) {
    console.error('The first load is over its budget: split off what the first screen does not need.');
    process.exit(1);
}
