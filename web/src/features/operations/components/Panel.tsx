// One part of the overview: its title, and its own loading and error states, so that one failing answer hides no other.
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { ErrorState, Skeleton } from '../../../shared/ui/States';

interface Props<Data> {
  title: string;
  query: UseQueryResult<Data>;
  width?: 'third' | 'half' | 'whole';
  actions?: ReactNode;
  children: (data: Data) => ReactNode;
}

export function Panel<Data>({ title, query, width = 'half', actions, children }: Props<Data>) {
  const id = useId();
  return (
    <section className={`card panel panel-${width}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      {query.data !== undefined && children(query.data)}
      {query.data === undefined &&
        (query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton blocks={3} height="row" />
        ))}
    </section>
  );
}
