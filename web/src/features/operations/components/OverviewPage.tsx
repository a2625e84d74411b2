// The operator's first screen. The top says in one line whether all is well; everything below says why.
import { useI18n } from '../../../i18n/context';
import { PageHead } from '../../../shared/ui/PageHead';
import { Budgets } from './Budgets';
import { ExpiringGrants } from './ExpiringGrants';
import { Failures } from './Failures';
import { Jobs } from './Jobs';
import { LatestSyncs } from './LatestSyncs';
import { Objectives } from './Objectives';
import { Outbox } from './Outbox';
import { RunPanel } from './RunPanel';
import { Verdict } from './Verdict';
import { Workers } from './Workers';

export default function OverviewPage() {
  const { t } = useI18n();
  return (
    <>
      <PageHead title={t.operations.title} />
      <Verdict />
      <Objectives />
      <div className="panels">
        <RunPanel />
        <Workers />
        <Failures />
        <Jobs />
        <ExpiringGrants />
        <Budgets />
        <Outbox />
        <LatestSyncs />
      </div>
    </>
  );
}
