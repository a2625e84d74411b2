// The width an element has, followed as it changes; text in a chart must not be scaled with it.
import { useEffect, useState } from 'react';

const widthBeforeMeasuring = 640;

export function useWidth(element: HTMLElement | null): number {
  const [width, setWidth] = useState(widthBeforeMeasuring);
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
