import { DisplaySettings } from '../recognition/DisplaySettings';
import { PageTitle } from '../ui/PageTitle';
import { AdminTabs } from './AdminTabs';
import { Forbidden } from './Forbidden';
import { OrganisationForm } from './OrganisationForm';
import { canManage, useSession } from './session';

export function OrganisationPage() {
  const { user, organisation } = useSession();
  if (!canManage(user.role))
    return <Forbidden what="Settings are for revenue operations and administrators." />;
  return (
    <>
      <PageTitle title="Organisation" />
      <p className="page-sub">What a day, a period and “today” mean here, and who may see what.</p>
      <AdminTabs />
      <OrganisationForm key={organisation.id} organisation={organisation} />
      <DisplaySettings />
    </>
  );
}
