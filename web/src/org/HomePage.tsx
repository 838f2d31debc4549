import { useSession } from '../access/session';
import { FirstSteps } from './FirstSteps';
import { homeNodeId } from './home';
import { NodeView } from './NodePage';

export function HomePage() {
  const session = useSession();
  if (!session.organisation.has_data) return <FirstSteps />;
  const nodeId = homeNodeId(session);
  return <NodeView key={nodeId} nodeId={nodeId} />;
}
