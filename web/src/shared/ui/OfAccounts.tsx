// Said beside a sum or a mean of which some accounts are missing, since their figure is not known: "2 of 3 accounts".
import { useI18n } from '../../i18n/context';

interface Props {
  known: number;
  all: number;
}

/** Nothing where all are counted, and where none is: that is a dash. */
export function OfAccounts({ known, all }: Props) {
  const { t } = useI18n();
  if (known === 0 || known >= all) return null;
  return <small className="of-accounts">{t.common.ofAccounts(known, all)}</small>;
}
