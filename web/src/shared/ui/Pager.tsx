// Steps through the pages of a long list, which stands before it.
import { useEffect, useRef } from 'react';
import { useI18n } from '../../i18n/context';
import { Button } from './Button';

interface Props {
  page: number;
  pageSize: number;
  total: number;
  /** Whether the total is still another list's. */
  stale: boolean;
  /** `corrected`: not chosen, since there is no page that far. Where pages are addresses, it takes the place of that one. */
  onChange: (page: number, corrected: boolean) => void;
}

export function Pager({ page, pageSize, total, stale, onChange }: Props) {
  const { t, f } = useI18n();
  const nav = useRef<HTMLElement>(null);
  const pages = Math.max(1, Math.ceil(total / pageSize));

  // An old address may name a page that the list, grown shorter, no longer has.
  useEffect(() => {
    if (!stale && page > pages) onChange(pages, true);
  }, [stale, page, pages, onChange]);

  if (pages === 1) return null;
  const turnTo = (wanted: number) => {
    onChange(wanted, false);
    // A new page is read from its beginning, by whom it is listened to as well; and on the last one the button is off.
    const list = nav.current?.previousElementSibling as HTMLElement | null;
    if (list?.tabIndex === -1) list.setAttribute('tabindex', '-1');
    list?.scrollIntoView();
    list?.focus({ preventScroll: true });
  };
  return (
    <nav ref={nav} className="pager" aria-label={t.common.pageOf(f.integer(page), f.integer(pages))}>
      <Button small disabled={page <= 1} onClick={() => turnTo(page - 1)}>
        {t.common.previousPage}
      </Button>
      <span aria-current="page">{t.common.pageOf(f.integer(page), f.integer(pages))}</span>
      <Button small disabled={page >= pages} onClick={() => turnTo(page + 1)}>
        {t.common.nextPage}
      </Button>
    </nav>
  );
}
