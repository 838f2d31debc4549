import { Link, useRouterState } from '@tanstack/react-router';
import { canManage, useSession } from './session';

export function AdminTabs() {
  const { user } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const tabs = [
    ...(canManage(user.role)
      ? [
          { to: '/admin/organisation', label: 'Organisation' },
          { to: '/admin/closes', label: 'Closed periods' },
          { to: '/admin/market', label: 'Market index' },
        ]
      : []),
    ...(user.role === 'admin' ? [{ to: '/admin/users', label: 'Users' }] : []),
    ...(user.role === 'admin' ? [{ to: '/admin/mail', label: 'Mail' }] : []),
    { to: '/admin/tokens', label: 'Access tokens' },
  ];
  if (tabs.length < 2) return null;
  return (
    <nav className="tabs" aria-label="Settings">
      {tabs.map((tab) => (
        <Link
          key={tab.to}
          to={tab.to}
          className={path === tab.to ? 'tab active' : 'tab'}
          aria-current={path === tab.to ? 'page' : undefined}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
