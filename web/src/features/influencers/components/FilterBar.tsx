// Name, platform, at-least filters and order.
import { useEffect, useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { useFilterPlatforms } from '../../../shared/hooks/usePlatformOffers';
import { platformNames } from '../../../shared/platforms';
import { Button } from '../../../shared/ui/Button';
import { Select, TextField } from '../../../shared/ui/Fields';
import {
  engagementSteps,
  type Filters,
  followerSteps,
  growthSteps,
  isFiltered,
  sortOrders,
} from '../filters';

const searchDelayMilliseconds = 300;

interface Props {
  filters: Filters;
  onChange: (change: Partial<Filters>) => void;
  onClear: () => void;
}

export function FilterBar({ filters, onChange, onClear }: Props) {
  const { t, f } = useI18n();
  const words = t.influencers;
  const platforms = useFilterPlatforms(filters.platform);
  const any = { value: '', text: words.any };
  return (
    <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <SearchField search={filters.search} onSearch={(search) => onChange({ search })} />
      <Select
        label={words.platform}
        value={filters.platform}
        choices={[
          { value: '', text: words.anyPlatform },
          ...platforms.map((platform) => ({ value: platform, text: platformNames[platform] })),
        ]}
        onChange={(platform) => onChange({ platform })}
      />
      <Select
        label={words.minFollowers}
        value={filters.followers}
        choices={[
          any,
          ...followerSteps.map((step) => ({
            value: step,
            text: words.atLeast(f.integer(Number(step))),
          })),
        ]}
        onChange={(followers) => onChange({ followers })}
      />
      <Select
        label={words.minEngagement}
        value={filters.engagement}
        choices={[
          any,
          ...engagementSteps.map((step) => ({
            value: step,
            text: words.atLeast(f.percent(Number(step))),
          })),
        ]}
        onChange={(engagement) => onChange({ engagement })}
      />
      <Select
        label={words.minGrowth}
        value={filters.growth}
        choices={[
          any,
          ...growthSteps.map((step) => ({
            value: step,
            text: step === '0' ? words.growing : words.atLeast(f.percent(Number(step))),
          })),
        ]}
        onChange={(growth) => onChange({ growth })}
      />
      <Select
        label={words.sort}
        value={filters.sort}
        choices={sortOrders.map((value) => ({ value, text: words.sorts[value] }))}
        onChange={(sort) => onChange({ sort })}
      />
      {isFiltered(filters) && (
        <Button small variant="quiet" icon="cross" onClick={onClear}>
          {words.clear}
        </Button>
      )}
    </form>
  );
}

function SearchField({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  const { t } = useI18n();
  const [text, setText] = useState(search);
  const [sent, setSent] = useState(search);
  const [seen, setSeen] = useState(search);
  if (search !== seen) {
    setSeen(search);
    // A search from outside (back button, cleared filters) replaces what was typed; one's own leaves typing alone.
    if (search !== sent) {
      setSent(search);
      setText(search);
    }
  }
  useEffect(() => {
    if (text === search) return;
    const timer = setTimeout(() => {
      setSent(text);
      onSearch(text);
    }, searchDelayMilliseconds);
    return () => clearTimeout(timer);
  }, [text, search, onSearch]);
  return <TextField label={t.influencers.search} type="search" value={text} onChange={setText} />;
}
