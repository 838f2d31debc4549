import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type LinkProps, type NavigateOptions, useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { canManage, useSession } from '../access/session';
import { homeNodeId } from '../org/home';
import { kindWord, nodeSearchQuery } from '../org/queries';
import { groupLabel, groupsOf, pagesOf } from './pages';
import { linkOf, usePlace } from './place';

const LIMIT = 8;
const LIST_ID = 'palette-hits';

/** A page that the palette offers; what it answers is found as well. */
interface Entry {
  label: string;
  is: string;
  link: ReturnType<typeof linkOf>;
}

const entry = (label: string, is: string, to: LinkProps['to']): Entry => ({ label, is, link: { to } });

function openFirst() {
  document.getElementById(LIST_ID)?.querySelector<HTMLElement>('[data-action]')?.click();
}

/** Finds people, teams, territories and pages from anywhere. */
export function CommandPalette() {
  const session = useSession();
  const { user } = session;
  const place = usePlace();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 120);
  const search = useQuery({
    ...nodeSearchQuery(q, LIMIT),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  });
  const isSettled = q === text.trim() && !search.isFetching;
  const [enterWaits, setEnterWaits] = useState(false);
  useEffect(() => {
    if (!enterWaits || !isSettled) return;
    setEnterWaits(false);
    openFirst();
  }, [enterWaits, isSettled]);

  // Enter takes the first hit when none is marked. Pressed before the answer is there, it waits for the answer:
  // the first hit of an earlier text would be somebody else.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    if (document.getElementById(LIST_ID)?.querySelector('[data-selected]')) return;
    setEnterWaits(true);
  };
  const type = (value: string) => {
    setEnterWaits(false);
    setText(value);
  };
  const matches = (label: string) => label.toLowerCase().includes(text.trim().toLowerCase());
  const home = homeNodeId(session);
  const pages: Entry[] = [
    ...(user.role === 'viewer' ? [] : [entry('Set a goal', 'Action', '/goals/new')]),
    ...groupsOf(place).flatMap(({ group }) =>
      pagesOf(group, place).map((page) => ({
        label: page.label === 'Overview' ? groupLabel(group) : page.label,
        is: page.question,
        link: linkOf(page, place.node, home),
      })),
    ),
    ...(canManage(user.role) ? [entry('Define a metric', 'Action', '/metrics/new')] : []),
    entry('Access tokens', 'Page', '/admin/tokens'),
    entry('What I am told', 'Page', '/alerts/preferences'),
    entry('About and shortcuts', 'Page', '/about'),
  ];
  const shownPages = pages.filter((page) => matches(page.label) || matches(page.is));
  const nodes = text.trim() === '' ? [] : (search.data?.items ?? []);

  return (
    <Spotlight.Root
      query={text}
      onQueryChange={type}
      shortcut={['mod + K']}
      attributes={{ content: { 'aria-label': 'Find' } }}
      scrollable
      maxHeight={420}
      size={560}
      transitionProps={{ duration: 0 }}
    >
      <Spotlight.Search
        placeholder="Find a person, a team, a territory or a page"
        aria-label="Find a person, a team, a territory or a page"
        leftSection={<IconSearch size={18} />}
        onKeyDown={onKeyDown}
      />
      <Spotlight.ActionsList id={LIST_ID}>
        {nodes.map((node) => (
          <Spotlight.Action
            key={node.id}
            label={node.name}
            description={[
              kindWord(node.kind),
              node.title,
              ...node.path.slice(-1).map((parent) => parent.name),
            ]
              .filter(Boolean)
              .join(' · ')}
            onClick={() => navigate({ to: '/n/$nodeId', params: { nodeId: node.id } })}
          />
        ))}
        {shownPages.map((page) => (
          <Spotlight.Action
            key={page.label}
            label={page.label}
            description={page.is}
            leftSection={<IconArrowRight size={18} />}
            onClick={() => navigate(page.link as NavigateOptions)}
          />
        ))}
        {nodes.length === 0 && shownPages.length === 0 && (
          <Spotlight.Empty>
            {search.isFetching ? 'Looking…' : 'Nothing found. Try a part of the name, or a source id.'}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
