// Chance that is the same at every start, and ids made from it.
export function chance(seed) {
    let state = seed * 2654435761;
    return () => {
        state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
        return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
    };
}

export function uuid(number) {
    return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export function ago(milliseconds) {
    return new Date(Date.now() - milliseconds).toISOString();
}
