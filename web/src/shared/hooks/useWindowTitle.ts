// Names the window after the screen in it, as long as that is shown; null leaves the name to somebody else.
import { useEffect } from 'react';

export function useWindowTitle(title: string | null): void {
  useEffect(() => {
    if (title === null) return;
    const before = document.title;
    document.title = `${title} · pg_social`;
    return () => {
      document.title = before;
    };
  }, [title]);
}
