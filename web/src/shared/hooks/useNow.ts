// The current time, renewed twice a minute, shared by every component that shows an age.
import { useSyncExternalStore } from 'react';

const renewEveryMilliseconds = 30_000;
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function renew(): void {
  current = Date.now();
  for (const notify of listeners) notify();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    timer = setInterval(renew, renewEveryMilliseconds);
    renew(); // nobody looked for a while: begin with the right time
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current);
}
