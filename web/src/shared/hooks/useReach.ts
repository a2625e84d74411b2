// Whether the server answers. While it does not, it is asked again and again; once it does, so are all questions.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { get, type Reach, reachOf, watchReach } from '../http/client';

const firstWaitMilliseconds = 5_000;
const longestWaitMilliseconds = 60_000;
const answerWithinMilliseconds = 10_000;
const spreadMilliseconds = 3_000;

/** Whether figures can be read, also from another origin, which may not read /session; a refusal is an answer, too. */
async function ask(): Promise<void> {
  const signal = AbortSignal.timeout(answerWithinMilliseconds);
  await get('/rest/platforms', { limit: 1 }, signal).catch(() => null);
}

/** Asks more and more seldom, one question at a time, and only while somebody looks; returns how to stop. */
function keepAsking(): () => void {
  let wait = firstWaitMilliseconds;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let stopped = false;

  function askLater(): void {
    // All pages have lost the server at the same moment: they do not come back at the same one.
    timer = setTimeout(() => void askNow(), wait * (0.75 + Math.random() / 2));
    wait = Math.min(2 * wait, longestWaitMilliseconds);
  }
  async function askNow(): Promise<void> {
    clearTimeout(timer);
    if (asking || document.visibilityState !== 'visible') return;
    asking = true;
    await ask();
    asking = false;
    if (!stopped) askLater();
  }
  const onLooked = () => void askNow();

  askLater();
  document.addEventListener('visibilitychange', onLooked);
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onLooked);
  };
}

export function useReach(): Reach {
  const reach = useSyncExternalStore(watchReach, reachOf);
  const client = useQueryClient();
  const answers = reach === 'answers';
  const outOfDate = useRef(false);
  useEffect(() => {
    if (!answers) {
      outOfDate.current = true;
      return keepAsking();
    }
    if (!outOfDate.current) return;
    // A service that has just come back is not asked everything by everybody at once.
    const timer = setTimeout(() => {
      outOfDate.current = false;
      void client.invalidateQueries();
    }, Math.random() * spreadMilliseconds);
    return () => clearTimeout(timer);
  }, [answers, client]);
  return reach;
}
