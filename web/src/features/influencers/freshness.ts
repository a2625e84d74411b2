// When a figure counts as old: accounts are measured daily, so three days mean that something is in the way.
const staleAfterMilliseconds = 3 * 86_400_000;

export function isStale(measuredAt: string | null, now: number): boolean {
  return measuredAt !== null && now - Date.parse(measuredAt) > staleAfterMilliseconds;
}
