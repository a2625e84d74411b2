// Which creators are chosen for comparing: in the address while comparing, in the tab's memory while browsing.
import { useSyncExternalStore } from 'react';

export const mostChosen = 4;
const storageKey = 'pg_social.compare';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const listeners = new Set<() => void>();
let chosen: string[] | null = null;

export function parseIds(text: string | null): string[] {
  return [...new Set((text ?? '').split(',').filter((id) => uuid.test(id)))].slice(0, mostChosen);
}

function current(): string[] {
  if (chosen) return chosen;
  try {
    chosen = parseIds(sessionStorage.getItem(storageKey));
  } catch {
    chosen = [];
  }
  return chosen;
}

export function choose(ids: string[]): void {
  chosen = parseIds(ids.join(','));
  try {
    sessionStorage.setItem(storageKey, chosen.join(','));
  } catch {
    // storage is switched off: the choice lasts as long as the page
  }
  for (const notify of listeners) notify();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useChosen() {
  const ids = useSyncExternalStore(subscribe, current);
  return {
    ids,
    full: ids.length >= mostChosen,
    toggle: (id: string) => choose(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]),
    clear: () => choose([]),
  };
}
