import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useOrganisation } from '../access/session';
import { change, leverName } from '../action/words';
import type { Home } from '../api/types';
import { nextOf } from '../checkin/words';
import { format } from '../format';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Empty } from '../ui/states';
import { decisionOf, planText, weekText, workText } from './words';

/** So many of one kind are shown; how many more there are is said. */
const MOST = 3;

/** So much is seen at once; the rest opens below it. */
const FIRST = 8;

interface Item {
  key: string;
  text: ReactNode;
  note?: ReactNode;
  late?: boolean;
  link: Pick<LinkProps, 'to' | 'params' | 'search'>;
}

/** What is to be done, the most urgent first; each line leads to where it is done. */
export function TodoSection({ home, title }: { home: Home; title: string }) {
  const { currency } = useOrganisation();
  const items = [
    ...promisesOf(home),
    ...decisionsOf(home, currency),
    ...workOf(home),
    ...planOf(home, currency),
    ...checkinsOf(home),
    ...stuckOf(home, currency),
  ];
  return (
    <Section title={title} hint={home.who === 'leader' ? 'The most urgent first.' : weekText(home.week)}>
      {items.length === 0 ? (
        <Empty title="Nothing waits">
          There is no promise, no decision and no plan that asks for something this week.
        </Empty>
      ) : (
        <>
          <Items items={items.slice(0, FIRST)} />
          {items.length > FIRST && (
            <details className="todo-more">
              <summary>{format.count(items.length - FIRST)} more</summary>
              <Items items={items.slice(FIRST)} />
            </details>
          )}
        </>
      )}
    </Section>
  );
}

function Items({ items }: { items: Item[] }) {
  return (
    <ul className="todo">
      {items.map((item) => (
        <li key={item.key}>
          <Link {...item.link} className="todo-link">
            {item.text}
          </Link>
          {item.late && <Pill tone="warn">Overdue</Pill>}
          {item.note && <span className="todo-note">{item.note}</span>}
        </li>
      ))}
    </ul>
  );
}

/** His own promises; what others promised stands in the check-ins with them. */
function promisesOf(home: Home): Item[] {
  return home.commitments
    .filter((c) => c.mine)
    .slice(0, MOST)
    .map((c) => ({
      key: c.id,
      text: c.text,
      note: `Promised to ${c.with.name}, due ${format.day(c.due)}.`,
      late: c.due < home.as_of,
      link: { to: '/checkins/$checkinId', params: { checkinId: c.checkin } } as Item['link'],
    }));
}

function decisionsOf(home: Home, currency: string): Item[] {
  const count = new Map<string, number>();
  const shown = home.decisions.filter(({ kind }) => {
    const n = (count.get(kind) ?? 0) + 1;
    count.set(kind, n);
    return n <= MOST;
  });
  return shown.map((decision, at) => {
    const { text, note, to, params } = decisionOf(decision, currency);
    const more = (count.get(decision.kind) ?? 0) - MOST;
    const isLast = more > 0 && shown[at + 1]?.kind !== decision.kind;
    return {
      key: `${decision.kind} ${decision.what} ${decision.node?.id ?? ''} ${decision.title}`,
      text,
      note: isLast ? `${note} And ${format.count(more)} more of the kind.` : note,
      link: { to, params } as Item['link'],
    };
  });
}

function workOf(home: Home): Item[] {
  return home.work.map((work) => ({
    key: work.goal.id,
    text: workText(work),
    note: `For “${work.goal.title}”, until ${format.day(dayBefore(work.end))}: ${format.count(work.whole.done)} of ${format.count(work.whole.aim)} in all.`,
    link: { to: '/goals/$goalId', params: { goalId: work.goal.id } } as Item['link'],
  }));
}

function planOf(home: Home, currency: string): Item[] {
  const text = home.plan === null ? null : planText(home.plan, currency);
  const node = home.figures?.node.id;
  if (text === null || node === undefined || home.plan === null) return [];
  const steps = home.plan.steps.map(
    (step) => `${leverName(step.kind).toLowerCase()}, ${change(step, currency)}`,
  );
  return [
    {
      key: 'plan',
      text: 'Catch up with a plan',
      note: `${text}${steps.length > 0 ? ` The plan: ${steps.join('; ')}.` : ''}`,
      link: { to: '/act/$nodeId', params: { nodeId: node } } as Item['link'],
    },
  ];
}

function checkinsOf(home: Home): Item[] {
  const soon = home.check_ins.filter((pair) => pair.next !== null && pair.next < home.week.end);
  return (soon.length > 0 ? soon : home.check_ins.slice(0, 1)).slice(0, MOST).flatMap((pair) => {
    const next = nextOf(pair, home.as_of);
    if (!next) return [];
    const link = pair.planned
      ? { to: '/checkins/$checkinId', params: { checkinId: pair.planned } }
      : { to: '/checkins' };
    return [
      {
        key: `with ${pair.with.id}`,
        text: `Check-in with ${pair.with.name}`,
        note: `${next.late ? 'It ' : ''}${next.text}.`,
        late: next.late,
        link: link as Item['link'],
      },
    ];
  });
}

function stuckOf(home: Home, currency: string): Item[] {
  const { count, worth, items } = home.stuck;
  const node = home.figures?.node.id;
  if (count === 0 || node === undefined) return [];
  const names = items.slice(0, 2).map((deal) => deal.name);
  return [
    {
      key: 'stuck',
      text: `${format.count(count)} ${count === 1 ? 'deal stands' : 'deals stand'} still, worth ${format.amount(worth, 'money', currency, { compact: true })}`,
      note: `The largest: ${names.join('; ')}.`,
      link: { to: '/funnel/$nodeId', params: { nodeId: node } } as Item['link'],
    },
  ];
}

/** Ends are exclusive; people name the last day. */
const dayBefore = (end: string) =>
  new Date(Date.parse(`${end}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
