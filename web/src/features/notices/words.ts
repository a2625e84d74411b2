// What a notice says, in the language of the screen; of a kind that is not known here, in the words that the server has.
import type { Messages } from '../../i18n/messages';
import type { Formatters } from '../../shared/format/formatters';
import { formatHandle, platformNames } from '../../shared/platforms';
import type { Notice } from './api';

export interface NoticeWords {
  title: string;
  body: string | null;
  act: string;
}

const halfADay = 12 * 3_600_000;

/**
 * A week begins and ends at midnight where the creator lives, which may be another day where the browser is: the noons of
 * its first and last day are not.
 */
function daysOf(from: string, until: string, f: Formatters): string {
  return f.dateRange(Date.parse(from) + halfADay, Date.parse(until) - halfADay);
}

export function wordsOf(notice: Notice, t: Messages, f: Formatters): NoticeWords {
  const words = t.notices.kinds;
  const platform = notice.platform ? platformNames[notice.platform] : '';
  const account = notice.account_name ? formatHandle(notice.account_name) : t.notices.yourAccount;
  switch (notice.kind) {
    case 'token_expiring':
      return {
        title: words.tokenExpiring.title,
        body: words.tokenExpiring.body(account, platform, notice.ends_at && f.date(notice.ends_at)),
        act: t.notices.act,
      };
    case 'reconnect_needed':
      return {
        title: words.reconnectNeeded.title,
        body: words.reconnectNeeded.body(account, platform),
        act: t.notices.act,
      };
    case 'account_taken_over':
      return {
        title: words.takenOver.title,
        body: words.takenOver.body(account, platform),
        act: t.notices.act,
      };
    case 'weekly_report': {
      const { period_from: from, period_until: until } = notice;
      return {
        title: words.weeklyReport.title,
        body: words.weeklyReport.body(from && until ? daysOf(from, until, f) : null),
        act: t.notices.seeHistory,
      };
    }
    default:
      return { title: notice.title, body: notice.body, act: t.notices.act };
  }
}
