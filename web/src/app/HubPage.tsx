import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useSession } from '../access/session';
import { homeNodeId } from '../org/home';
import { nodeQuery } from '../org/queries';
import { PageTitle } from '../ui/PageTitle';
import { Loaded } from '../ui/states';
import { type Group, NODE, pagesOf } from './pages';
import { linkOf, usePlace } from './place';
import { useView } from './view';

/** Which page tells the reason? */
export function UnderstandPage() {
  const { nodeId } = useParams({ from: '/app/understand/$nodeId' });
  return (
    <Hub nodeId={nodeId} group="understand" title="Understand" sub="Which question leads to the reason?" />
  );
}

/** Which page helps to do something about it? */
export function ActionsPage() {
  const { nodeId } = useParams({ from: '/app/actions/$nodeId' });
  return <Hub nodeId={nodeId} group="act" title="Act" sub="What can be done about it?" />;
}

interface HubProps {
  nodeId: string;
  group: Group;
  title: string;
  sub: string;
}

/** The pages of a job, each with the question that it answers about the node. */
function Hub({ nodeId, group, title, sub }: HubProps) {
  const session = useSession();
  const view = useView();
  const place = usePlace();
  const node = useQuery(nodeQuery(nodeId, view.asOfParameter));
  const pages = pagesOf(group, place).slice(1); // the first is this one
  return (
    <Loaded query={node} height={420} level={1}>
      {({ name }) => (
        <>
          <PageTitle title={`${title}: ${name}`} />
          <p className="page-sub">{sub}</p>
          <ul className="hub">
            {pages.map((page) => (
              <li key={page.to} className="card hub-card">
                <h2 className="card-title">
                  <Link {...linkOf(page, nodeId, homeNodeId(session))} className="hub-link">
                    {page.question}
                  </Link>
                </h2>
                <p className="card-hint">
                  {page.label}
                  {page.to.includes(NODE) ? ` of ${name}` : ''}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}
