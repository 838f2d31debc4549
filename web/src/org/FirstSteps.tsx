import { Button, Code } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { canManage, useSession } from '../access/session';
import { PageTitle } from '../ui/PageTitle';
import { Empty } from '../ui/states';

/** An organisation without a single sale: what is missing until this page is useful. */
export function FirstSteps() {
  const { user, organisation } = useSession();
  if (!canManage(user.role)) {
    return (
      <>
        <PageTitle title={organisation.name} />
        <div className="card">
          <Empty title="There are no sales yet" level={2}>
            Your numbers appear here as soon as revenue operations has imported the first sales.
          </Empty>
        </div>
      </>
    );
  }
  return (
    <>
      <PageTitle title={`Welcome to Attain, ${user.name}`} />
      <p className="page-sub">Four steps to the first number. Each one can be changed later.</p>
      <ol className="steps card">
        <li>
          <h2>Check the organisation</h2>
          <p>Fiscal year, working days and holidays decide what “expected to date” means.</p>
          <Button component={Link} to="/admin/organisation" variant="default" size="xs">
            Open the settings
          </Button>
        </li>
        <li>
          <h2>Import people, sales and targets</h2>
          <p>
            A profile says which column means what. Try it as a dry run first. To look around with real data
            instead, stop the server and run <Code>attain demo</Code>.
          </p>
          <Button component={Link} to="/imports" size="xs">
            Start an import
          </Button>
        </li>
        <li>
          <h2>Set the targets that the files do not hold</h2>
          <p>On the page of a person or a team, “Set a new version”.</p>
        </li>
        <li>
          <h2>Let people in</h2>
          <p>An account per person; a sales person sees only what you publish.</p>
          {user.role === 'admin' && (
            <Button component={Link} to="/admin/users" variant="default" size="xs">
              Add people
            </Button>
          )}
        </li>
      </ol>
    </>
  );
}
