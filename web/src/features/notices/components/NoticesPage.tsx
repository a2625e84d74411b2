// What needs the creator, and what happened: newest first, unread marked, each leading to its account.
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { useI18n } from '../../../i18n/context';
import { describeFailedChange } from '../../../shared/http/describe';
import { Badge, type Tone } from '../../../shared/ui/Badge';
import { Button } from '../../../shared/ui/Button';
import { PageHead } from '../../../shared/ui/PageHead';
import { Pager } from '../../../shared/ui/Pager';
import { RelativeTime } from '../../../shared/ui/RelativeTime';
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/States';
import { useAnnounce } from '../../../shared/ui/Toasts';
import { type Notice, noticesPageSize, useMarkRead, useNotices } from '../api';
import { wordsOf } from '../words';

const tones: Record<Notice['severity'], Tone> = { info: 'neutral', warning: 'warn', error: 'bad' };

export default function NoticesPage() {
  const { t } = useI18n();
  const [page, setPage] = useState(1);
  const notices = useNotices(page);

  if (notices.isPending) return <Skeleton blocks={4} height="row" />;
  if (!notices.data)
    return <ErrorState screen error={notices.error} onRetry={() => void notices.refetch()} />;
  if (notices.data.total === 0) {
    return (
      <>
        <PageHead title={t.notices.title} lede={t.notices.lede} />
        <EmptyState icon="bell" title={t.notices.emptyTitle} body={t.notices.emptyBody} />
      </>
    );
  }
  return (
    <>
      <PageHead title={t.notices.title} lede={t.notices.lede} />
      <ol className="notices">
        {notices.data.rows.map((notice) => (
          <li key={notice.id}>
            <OneNotice notice={notice} />
          </li>
        ))}
      </ol>
      <Pager
        page={page}
        pageSize={noticesPageSize}
        total={notices.data.total}
        stale={notices.isPlaceholderData}
        onChange={setPage}
      />
    </>
  );
}

/** Only addresses inside the application are followed. */
function insidePath(address: string | null): string | null {
  return address && /^\/(?!\/)/.test(address) ? address : null;
}

function OneNotice({ notice }: { notice: Notice }) {
  const { t, f } = useI18n();
  const announce = useAnnounce();
  const markRead = useMarkRead();
  const title = useRef<HTMLHeadingElement>(null);
  const words = wordsOf(notice, t, f);
  const target = insidePath(notice.action_url);
  return (
    <article className="card notice" data-unread={notice.read_at === null}>
      <header>
        <Badge tone={tones[notice.severity]}>{t.notices.severity[notice.severity]}</Badge>
        <RelativeTime at={notice.created_at} />
      </header>
      <h2 ref={title} id={`notice-${notice.id}`} tabIndex={-1}>
        {words.title}
      </h2>
      {words.body && <p>{words.body}</p>}
      <div className="notice-actions">
        {target && (
          <Link to={target} onClick={() => notice.read_at === null && markRead.mutate(notice.id)}>
            {words.act}
          </Link>
        )}
        {notice.read_at === null && (
          <Button
            small
            variant="quiet"
            busy={markRead.isPending}
            aria-describedby={`notice-${notice.id}`}
            onClick={() => {
              // The button goes: whoever pressed it stays at this notice.
              title.current?.focus({ preventScroll: true });
              markRead.mutate(notice.id, {
                onError: (error) => announce(describeFailedChange(error, t, f), 'bad'),
              });
            }}
          >
            {t.notices.markRead}
          </Button>
        )}
      </div>
    </article>
  );
}
