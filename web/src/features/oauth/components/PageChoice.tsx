// Facebook gave access to several pages: which one is meant?
import { useState } from 'react';
import { useI18n } from '../../../i18n/context';
import { isolated } from '../../../shared/format/isolated';
import type { Platform } from '../../../shared/platforms';
import { Avatar } from '../../../shared/ui/Avatar';
import { Button } from '../../../shared/ui/Button';
import type { FacebookPage } from '../api';
import { Outcome } from './Outcome';

interface Props {
  platform: Platform;
  pages: FacebookPage[];
  onChoose: (pageId: string) => void;
}

export function PageChoice({ platform, pages, onChoose }: Props) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Outcome title={t.oauth.choosePage.title} platform={platform}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) onChoose(chosen);
        }}
      >
        <fieldset className="page-choice">
          <legend>{t.oauth.choosePage.body}</legend>
          {pages.map((page) => (
            <label key={page.id}>
              <input
                type="radio"
                name="page"
                value={page.id}
                checked={chosen === page.id}
                onChange={() => setChosen(page.id)}
              />
              <Avatar name={page.name} src={page.picture_url} />
              <span>
                <strong>{isolated(page.name)}</strong>
                {page.followers_count != null && <small>{t.common.followers(page.followers_count)}</small>}
              </span>
            </label>
          ))}
        </fieldset>
        <div className="outcome-actions">
          <Button type="submit" variant="primary" disabled={!chosen}>
            {t.oauth.choosePage.submit}
          </Button>
        </div>
      </form>
    </Outcome>
  );
}
