// The sample people, each showing another side of the screens. A person's token is simply their key.
import { brokenWorld, creatorWorld, emptyCreatorWorld } from './creators.mjs';
import { merchantWorld } from './merchants.mjs';
import { operatorWorld } from './operators.mjs';
import { uuid } from './random.mjs';

const personas = {
    salma: { id: uuid(1), name: 'Salma Benali', role: 'influencer', world: creatorWorld },
    youssef: { id: uuid(2), name: 'Youssef Amrani', role: 'influencer', world: emptyCreatorWorld },
    ines: { id: uuid(3), name: 'Inès Haddad', role: 'influencer', world: brokenWorld },
    atlas: { id: uuid(4), name: 'Maison Atlas', role: 'merchant', world: merchantWorld },
    nadia: { id: uuid(5), name: 'Nadia Idrissi', role: 'admin', world: () => operatorWorld({ well: true }) },
    omar: { id: uuid(6), name: 'Omar Tazi', role: 'admin', world: () => operatorWorld({ well: false }) },
};
const worlds = new Map();

export function personaOf(token) {
    return personas[token];
}

/** A person's data, kept from call to call so that what one does shows. */
export function worldOf(persona) {
    if (!worlds.has(persona.id)) worlds.set(persona.id, persona.world(persona));
    return worlds.get(persona.id);
}

/** Forgets what was done, so that each picture and test begins alike. */
export function resetWorlds() {
    worlds.clear();
}

export function peopleList() {
    return Object.entries(personas).map(([token, { name, role }]) => ({
        name,
        role,
        token,
        initials: name[0],
    }));
}
