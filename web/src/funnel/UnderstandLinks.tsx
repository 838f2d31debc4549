import { Link } from '@tanstack/react-router';

/** The pages that tell why, beside each other. */
export function UnderstandLinks({ nodeId }: { nodeId: string }) {
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
    </nav>
  );
}
