// The chart on demand: its library is not part of the first load.
import { type ComponentProps, lazy, Suspense } from 'react';
import { Skeleton } from '../ui/States';

const LineChart = lazy(() => import('./LineChart'));

export function LazyLineChart(props: ComponentProps<typeof LineChart>) {
  return (
    <Suspense fallback={<Skeleton blocks={1} height="chart" />}>
      <LineChart {...props} />
    </Suspense>
  );
}
