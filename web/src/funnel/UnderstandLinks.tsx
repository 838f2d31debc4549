import { Link } from '@tanstack/react-router';
import { useSession } from '../access/session';

/** The pages that tell why, beside each other. */
export function UnderstandLinks({ nodeId }: { nodeId: string }) {
  const { user } = useSession();
  const leads = user.role !== 'rep' && user.role !== 'viewer';
  return (
    <nav aria-label="Understand" className="page-sub">
      <Link to="/n/$nodeId" params={{ nodeId }} className="link">
        Its numbers
      </Link>
      {' · '}
      <Link to="/funnel/$nodeId" params={{ nodeId }} className="link">
        Where do deals get stuck?
      </Link>
      {' · '}
      <Link to="/patterns" className="link">
        What goes wrong unsaid?
      </Link>
      {' · '}
      <Link to="/tradeoffs/$nodeId" params={{ nodeId }} className="link">
        What is given up for what?
      </Link>
      {leads && (
        <>
          {' · '}
          <Link to="/fairness/$nodeId" params={{ nodeId }} className="link">
            Are the targets fair?
          </Link>
        </>
      )}
    </nav>
  );
}
