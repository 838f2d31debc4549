/** Every page that somebody goes to by itself, by the job it is for: the header, the burger, the palette and the hubs read this list. */
import type { Role } from '../api/types';

export type Group = 'home' | 'numbers' | 'goals' | 'forecast' | 'understand' | 'act' | 'data' | 'settings';

export interface PageItem {
  group: Group;
  /** The path; NODE stands for the node that the reader looks at. */
  to: string;
  label: string;
  /** What the page answers; a hub shows it below the label. */
  question: string;
  /** Who finds it in the menus; nothing: everybody. Who goes there all the same is told what he may not see. */
  roles?: readonly Role[];
  /** Only where the node is a person, a team or the company. */
  owners?: boolean;
}

export const NODE = '$nodeId';

const OFFICE = ['admin', 'revops'] as const;
const LEADERS = ['admin', 'revops', 'manager'] as const;
const SELLERS = ['admin', 'revops', 'manager', 'rep'] as const;

export const PAGES: readonly PageItem[] = [
  { group: 'home', to: '/', label: 'Home', question: 'What should I know and do first?' },

  {
    group: 'numbers',
    to: `/n/${NODE}`,
    label: 'Numbers',
    question: 'How does it stand, and who is behind it?',
  },
  {
    group: 'numbers',
    to: '/ranking',
    label: 'Ranking',
    question: 'Who stands where, by the part of the own target?',
  },
  {
    group: 'numbers',
    to: '/dimensions/territory',
    label: 'Markets',
    question: 'How do territories, products and customers stand?',
    roles: OFFICE,
  },
  {
    group: 'numbers',
    to: `/scorecard/${NODE}`,
    label: 'Scorecard',
    question: 'How did the month go, on one page?',
    roles: SELLERS,
  },
  {
    group: 'numbers',
    to: '/wall',
    label: 'Wallboard',
    question: 'How is the team doing today, for everybody in the room?',
  },

  { group: 'goals', to: '/goals', label: 'Goals', question: 'What is to be reached, and how does it stand?' },
  {
    group: 'goals',
    to: '/plans',
    label: 'Plans',
    question: 'Do the targets sum to the plan, and is each fair?',
    roles: SELLERS,
  },

  {
    group: 'forecast',
    to: '/forecast',
    label: 'Forecast',
    question: 'Where do people say they will land?',
    roles: SELLERS,
  },

  {
    group: 'understand',
    to: `/understand/${NODE}`,
    label: 'Overview',
    question: 'Which question leads to the reason?',
    roles: SELLERS,
  },
  {
    group: 'understand',
    to: `/why/${NODE}`,
    label: 'Why',
    question: 'Why is it off plan, and what changed it?',
    roles: SELLERS,
  },
  {
    group: 'understand',
    to: `/funnel/${NODE}`,
    label: 'Funnel',
    question: 'Where do leads and deals get stuck?',
    roles: SELLERS,
  },
  {
    group: 'understand',
    to: '/patterns',
    label: 'Patterns',
    question: 'What goes wrong without anybody saying so?',
    roles: SELLERS,
  },
  {
    group: 'understand',
    to: `/tradeoffs/${NODE}`,
    label: 'Trade-offs',
    question: 'What is given up for what?',
    roles: SELLERS,
    owners: true,
  },
  {
    group: 'understand',
    to: `/fairness/${NODE}`,
    label: 'Fairness',
    question: 'Are the targets in force fair to those who carry them?',
    roles: LEADERS,
    owners: true,
  },
  {
    group: 'understand',
    to: `/shadow/${NODE}`,
    label: 'Own sheet',
    question: 'Why do my own list and Attain differ?',
    roles: SELLERS,
    owners: true,
  },
  {
    group: 'understand',
    to: '/calibration',
    label: 'Calibration',
    question: 'How good were the chances that were given?',
  },

  {
    group: 'act',
    to: `/actions/${NODE}`,
    label: 'Overview',
    question: 'What can be done about it?',
    roles: SELLERS,
  },
  {
    group: 'act',
    to: `/act/${NODE}`,
    label: 'This week',
    question: 'What closes the gap in the time that is left?',
    roles: SELLERS,
    owners: true,
  },
  { group: 'act', to: '/act', label: 'Help', question: 'Who needs help, with what?', roles: LEADERS },
  {
    group: 'act',
    to: '/checkins',
    label: 'Check-ins',
    question: 'What changed, what is blocked, what do we commit to?',
    roles: ['manager', 'rep'],
  },
  {
    group: 'act',
    to: '/training',
    label: 'Training',
    question: 'What is learned, and did it help?',
    roles: SELLERS,
  },
  { group: 'act', to: '/contests', label: 'Contests', question: 'Who wins what, fairly?' },
  { group: 'act', to: '/alerts', label: 'Alerts', question: 'What have I been told?' },

  {
    group: 'data',
    to: '/imports',
    label: 'Imports',
    question: 'Did the data arrive whole, and which rows failed?',
    roles: OFFICE,
  },
  { group: 'data', to: '/metrics', label: 'Metrics', question: 'How is each number computed?' },

  {
    group: 'settings',
    to: '/admin/organisation',
    label: 'Settings',
    question: 'How does the company count, and who may see what?',
    roles: OFFICE,
  },
];

const GROUP_LABELS: Record<Group, string> = {
  home: 'Home',
  numbers: 'Numbers',
  goals: 'Goals',
  forecast: 'Forecast',
  understand: 'Understand',
  act: 'Act',
  data: 'Data',
  settings: 'Settings',
};

export const groupLabel = (group: Group) => GROUP_LABELS[group];

/** What the reader looks at, and for whom pages are offered. */
export interface Place {
  role: Role;
  node: string;
  /** Paths that the router knows, with $ for their parameters. */
  known: (path: string) => boolean;
}

const OWNERS = ['person', 'team', 'company'];

/** The pages of a group that are for the reader at the node. */
export function pagesOf(group: Group, { role, node, known }: Place): PageItem[] {
  return PAGES.filter(
    (page) =>
      page.group === group &&
      (page.roles === undefined || page.roles.includes(role)) &&
      (!page.owners || OWNERS.includes(node.split(':')[0] ?? '')) &&
      known(page.to),
  );
}

/** The groups that hold a page for the reader, each with where it begins. */
export function groupsOf(place: Place): { group: Group; label: string; to: string }[] {
  return (Object.keys(GROUP_LABELS) as Group[]).flatMap((group) => {
    const first = pagesOf(group, place)[0];
    return first ? [{ group, label: groupLabel(group), to: first.to }] : [];
  });
}

/** Which page and group an address belongs to; null for what stands in no menu. */
export function pageAt(path: string): PageItem | null {
  const parts = path.split('/');
  const fits = (page: PageItem) => {
    const own = page.to.split('/');
    return own.every((part, at) => (part === NODE ? (parts[at] ?? '') !== '' : part === parts[at]));
  };
  if (path === '/') return PAGES[0] ?? null;
  const found = PAGES.filter((page) => page.to !== '/' && fits(page));
  // The longest: /act/person:1 is nobody's help list.
  return (
    found.sort((a, b) => b.to.split('/').length - a.to.split('/').length)[0] ?? sectionAt(parts[1] ?? '')
  );
}

/** Pages below those of the list: /admin/users, /metrics/new, /dimensions/product. */
function sectionAt(first: string): PageItem | null {
  return PAGES.find((page) => page.to !== '/' && page.to.split('/')[1] === first) ?? null;
}

/** The node that an address is about: in its path, or beside it. */
export function nodeAt(path: string, beside: string | undefined): string | undefined {
  const page = pageAt(path);
  if (page?.to.includes(NODE)) {
    const at = page.to.split('/').indexOf(NODE);
    const part = path.split('/')[at];
    if (part) return decodeURIComponent(part);
  }
  return beside;
}
