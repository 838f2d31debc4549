import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ViewBar } from '../app/ViewBar';
import { useView } from '../app/view';
import { nodeQuery } from '../org/queries';
import { PageTitle } from '../ui/PageTitle';
import { Loaded } from '../ui/states';
import { FollowUpSection } from './FollowUpSection';
import { PlanSection } from './PlanSection';
import './action.css';

/** What do I do this week? */
export function ActPage() {
  const { nodeId } = useParams({ from: '/app/act/$nodeId' });
  const view = useView();
  const query = useQuery(nodeQuery(nodeId, view.asOfParameter));
  return (
    <Loaded query={query} height={640} level={1}>
      {(node) => (
        <>
          <div className="page-head">
            <div>
              <PageTitle title={`What to do: ${node.name}`} />
              <p className="page-sub">
                What closes the gap this week?{' '}
                <Link to="/n/$nodeId" params={{ nodeId }} className="link">
                  To the numbers of {node.name}
                </Link>
              </p>
            </div>
            <ViewBar />
          </div>
          <PlanSection key={nodeId} nodeId={nodeId} view={view} />
          {node.kind === 'person' && <FollowUpSection nodeId={nodeId} view={view} />}
        </>
      )}
    </Loaded>
  );
}
