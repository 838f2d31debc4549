import { ActionIcon, Burger, Button, Kbd, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import {
  IconBroadcast,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconRefresh,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Fragment, useEffect, useRef, useState } from 'react';
import { roleLabel, useSession, useSignOut } from '../access/session';
import { Bell } from '../alert/Bell';
import { startLive, useLiveState } from '../api/live';
import { ReceiptDrawer } from '../attain/ReceiptDrawer';
import { homeNodeId } from '../org/home';
import { Toasts } from '../ui/toast';
import { AsOfLine } from './AsOf';
import { CommandPalette } from './CommandPalette';
import logo from './favicon.svg';
import { groupLabel, groupsOf, pageAt, pagesOf } from './pages';
import { linkOf, usePlace } from './place';
import { Shortcuts } from './Shortcuts';
import { SubNav } from './SubNav';
import { OVERLAYS_ID } from './theme';

/** The frame of every page behind the sign-in. */
export function Shell() {
  const client = useQueryClient();
  const [shortcuts, help] = useDisclosure(false);
  useEffect(() => startLive(client), [client]);
  return (
    <>
      <a href="#main" className="skip-link">
        Skip to the content
      </a>
      <Header onHelp={help.open} />
      <SubNav />
      <main id="main" tabIndex={-1} className="main">
        <Outlet />
        <div id={OVERLAYS_ID} />
      </main>
      <footer className="footer">
        <AsOfLine />
        <span>
          <LiveMark /> · Attain · <Link to="/about">About and shortcuts</Link>
        </span>
      </footer>
      <ReceiptDrawer />
      <CommandPalette />
      <Shortcuts opened={shortcuts} onToggle={help.toggle} onClose={help.close} />
      <Toasts />
      <Announcer />
    </>
  );
}

function Header({ onHelp }: { onHelp: () => void }) {
  const session = useSession();
  const { organisation } = session;
  const [menu, nav] = useDisclosure(false);
  const place = usePlace();
  const home = homeNodeId(session);
  const groups = groupsOf(place);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const current = pageAt(path);
  return (
    <header className="header">
      <div className="header-in">
        <Link to="/" className="brand">
          <img src={logo} alt="" width={26} height={26} />
          <span className="brand-name">Attain</span>
          <span className="brand-org">{organisation.name}</span>
        </Link>
        <nav aria-label="Main" className="nav">
          {groups.map((item) => (
            <Link
              key={item.group}
              {...linkOf(item, place.node, home)}
              className={item.group === current?.group ? 'nav-link active' : 'nav-link'}
              aria-current={item.group === current?.group ? 'true' : undefined}
              activeProps={{}}
            >
              {item.label}
            </Link>
          ))}
        </nav>
        <div className="header-tools">
          <Button
            variant="default"
            size="xs"
            className="find"
            aria-keyshortcuts={isMac() ? 'Meta+K' : 'Control+K'}
            leftSection={<IconSearch size={16} />}
            rightSection={
              <Kbd size="xs" aria-hidden="true">
                {isMac() ? '⌘' : 'Ctrl'} K
              </Kbd>
            }
            onClick={spotlight.open}
          >
            Find
          </Button>
          <Bell />
          <ThemeMenu />
          <UserMenu onHelp={onHelp} />
          <Menu opened={menu} onChange={(open) => (open ? nav.open() : nav.close())} position="bottom-end">
            <Menu.Target>
              <Burger opened={menu} size="sm" className="burger" aria-label="Pages" />
            </Menu.Target>
            <Menu.Dropdown className="burger-menu">
              {groups.map(({ group }) => (
                <Fragment key={group}>
                  {pagesOf(group, place).length > 1 && <Menu.Label>{groupLabel(group)}</Menu.Label>}
                  {pagesOf(group, place).map((page) => (
                    <Menu.Item
                      key={page.to}
                      renderRoot={(props) => <Link {...linkOf(page, place.node, home)} {...props} />}
                    >
                      {page.label}
                    </Menu.Item>
                  ))}
                </Fragment>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
    </header>
  );
}

export function isMac(): boolean {
  return /mac|iphone|ipad/i.test(navigator.userAgent);
}

function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const icons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };
  const words = { light: 'Light', dark: 'Dark', auto: 'As the device' } as const;
  const Icon = icons[colorScheme];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={`Theme: ${words[colorScheme]}`}>
          <Icon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(['light', 'dark', 'auto'] as const).map((scheme) => {
          const ItemIcon = icons[scheme];
          return (
            <Menu.Item
              key={scheme}
              leftSection={<ItemIcon size={16} />}
              onClick={() => setColorScheme(scheme)}
            >
              {words[scheme]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function UserMenu({ onHelp }: { onHelp: () => void }) {
  const { user } = useSession();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={`Account of ${user.name}`}>
          <IconUser size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name}
          <br />
          {user.email}
          <br />
          {roleLabel(user.role)}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/alerts/preferences">
          What I am told
        </Menu.Item>
        <Menu.Item component={Link} to="/admin/tokens">
          Access tokens
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onHelp}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const LIVE_WORDS = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting',
} as const;

function LiveMark() {
  const state = useLiveState();
  const Icon = state === 'live' ? IconBroadcast : IconRefresh;
  const help =
    state === 'live'
      ? 'Numbers move by themselves when sales arrive'
      : 'The line to the server is down; numbers refresh when it is back';
  return (
    <Tooltip label={help}>
      <span className="live" data-live={state}>
        <Icon size={14} aria-hidden="true" /> {LIVE_WORDS[state]}
      </span>
    </Tooltip>
  );
}

/** Tells screen readers the new title after going to another page; a link in a single-page application is silent. */
function Announcer() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const [text, setText] = useState('');
  const firstPath = useRef(path);
  useEffect(() => {
    if (path === firstPath.current) return;
    firstPath.current = undefined;
    // The page sets its title when its data has arrived.
    const timer = window.setTimeout(() => setText(document.title), 300);
    return () => window.clearTimeout(timer);
  }, [path]);
  return (
    <div role="status" className="sr-only">
      {text}
    </div>
  );
}
