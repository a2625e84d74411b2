// The chart on demand: its library is not part of the first load.
import { type ComponentProps, lazy } from 'react';
import { OnDemand } from '../ui/OnDemand';
import { Skeleton } from '../ui/States';

const LineChart = lazy(() => import('./LineChart'));

export function LazyLineChart(props: ComponentProps<typeof LineChart>) {
  return (
    <OnDemand placeholder={<Skeleton blocks={1} height="chart" />}>
      <LineChart {...props} />
    </OnDemand>
  );
}
