import type { CatchUp, Contribution, FollowUp, Lever, PlanStep, Proposal } from '../api/types';
import { format } from '../format';

type Driver = Contribution['driver'];

const amount = (value: string | number, currency: string) => format.amount(value, 'money', currency);
const some = (value: string | number) => format.decimal(value, Number(value) < 10 ? 1 : 0);
const share = (value: string | number) => format.percent(value);

/** The plan in one sentence: what is missing, and whether it can be caught up. */
export function planSentence(plan: CatchUp, currency: string): string {
  const days = `${format.count(plan.days)} working ${plan.days === 1 ? 'day' : 'days'}`;
  switch (plan.state) {
    case 'no_gap':
      return 'Nothing to catch up: in the middle case the target is reached.';
    case 'time_up':
      return plan.why || `No working day is left, and ${amount(plan.gap, currency)} is missing.`;
    case 'unknown':
      return plan.why || 'Too little was won so far to say what work brings.';
    case 'feasible':
      return `${amount(plan.gap, currency)} is missing in the middle case. The steps below close it in the ${days} that are left.`;
    case 'out_of_reach':
      return `${amount(plan.gap, currency)} is missing in the middle case, and ${amount(plan.short, currency)} of it is out of reach in the ${days} that are left.`;
  }
}

const LEVERS: Record<Lever['kind'], string> = {
  activities: 'More activities',
  win_rate: 'Win as many as is usual',
  deal_size: 'Larger deals',
  earlier: 'Bring open deals forward',
};

export const leverName = (kind: Lever['kind']) => LEVERS[kind];

const REASONS: Record<Exclude<Lever['not'], ''>, string> = {
  too_late: 'What begins now is not won in time.',
  no_room: 'It is as high already as was kept up before, or as is usual.',
  not_known: 'There is no data to tell it from.',
  nothing: 'There is nothing that it could move.',
};

export const reasonText = (not: Lever['not']) => (not === '' ? '' : REASONS[not]);

/** From where to where a lever goes. */
export function change(step: Pick<PlanStep, 'kind' | 'from' | 'to'>, currency: string): string {
  switch (step.kind) {
    case 'activities':
      return `${some(step.from)} → ${some(step.to)} a day`;
    case 'win_rate':
      return `${share(step.from)} → ${share(step.to)}`;
    case 'deal_size':
      return `${amount(step.from, currency)} → ${amount(step.to, currency)}`;
    case 'earlier':
      return `${format.count(Math.ceil(Number(step.to)))} ${Math.ceil(Number(step.to)) === 1 ? 'deal' : 'deals'}`;
  }
}

/** What comes too late, in a sentence; empty when it is not known. */
export function lastDays(plan: CatchUp): string {
  const late = (day: string) => day <= plan.as_of;
  const parts: string[] = [];
  if (plan.last_lead) {
    parts.push(
      late(plan.last_lead)
        ? `New leads come too late for this period: half of their wins need more time than is left (since ${format.day(plan.last_lead)}).`
        : `New leads help until ${format.day(plan.last_lead)}.`,
    );
  }
  if (plan.last_deal) {
    parts.push(
      late(plan.last_deal)
        ? `New opportunities come too late as well (since ${format.day(plan.last_deal)}); what is open decides.`
        : `New opportunities help until ${format.day(plan.last_deal)}.`,
    );
  }
  return parts.join(' ');
}

/** The chain from the gap to a day's work. */
export function chain(plan: CatchUp): { label: string; value: string; note: string }[] {
  const { need } = plan;
  if (!need) return [];
  const steps = [{ label: 'Deals', value: format.count(need.deals), note: 'more than expected' }];
  const up = (value: string) => format.count(Math.ceil(Number(value)));
  if (Number(need.opportunities) > 0)
    steps.push({
      label: 'Opportunities',
      value: up(need.opportunities),
      note: `${share(need.won_in_time)} of new ones are won in time`,
    });
  if (Number(need.leads) > 0)
    steps.push({
      label: 'Leads',
      value: up(need.leads),
      note: `${share(need.leads_in_time)} become one early enough`,
    });
  if (Number(need.activities) > 0) {
    steps.push({
      label: 'Activities',
      value: up(need.activities),
      note: `on top of ${some(plan.rates.activities_per_day)} a day`,
    });
    steps.push({
      label: 'Per working day',
      value: some(need.per_day),
      note: `at most ${some(plan.rates.capacity_per_day)} a day were kept up`,
    });
  }
  return steps;
}

const LABELS: Record<FollowUp['label'], string> = {
  consistent_shortfall: 'Falls short again and again',
  watch: 'Watch',
  too_early: 'Too early to say',
  quota_problem: 'Look at the target',
  fine: 'Fine',
};

export const labelName = (label: FollowUp['label']) => LABELS[label];

/** People by what is called for, each group in the order in which it was told. */
export function groups(items: FollowUp[]) {
  const called = (item: FollowUp) =>
    item.label === 'consistent_shortfall' || item.label === 'watch' || item.decision?.state === 'accepted';
  const help = items.filter(called);
  const targets = items.filter((item) => !called(item) && item.label === 'quota_problem');
  const others = items.filter((item) => !called(item) && item.label !== 'quota_problem');
  return { help, targets, others };
}

export const peopleCount = (n: number) => `${format.count(n)} ${n === 1 ? 'person' : 'people'}`;

/** Why targets are looked at rather than people; many at once are a matter of the plan. */
export function targetHint(n: number, all: number): string {
  const why =
    'They fall short as most do who do the same work, or in a territory that gives little: it is the target, not the person.';
  return n > 2 && n > all / 3
    ? `${why} That is ${format.count(n)} of ${format.count(all)}: look at how the whole plan is divided first.`
    : why;
}

/** What the label rests on. */
export function why(of: FollowUp): string {
  const short = `${of.short} of the last ${of.of} periods were below 90 % of the target`;
  switch (of.label) {
    case 'too_early':
      return `Only ${of.of} ${of.of === 1 ? 'period counts' : 'periods count'} so far; four are needed.`;
    case 'quota_problem':
      if (Number(of.peers_short) > 0.6)
        return `${short}, but so were ${share(of.peers_short)} of those who do the same work: it is the target, not the person.`;
      if (of.potential !== null && Number(of.potential) < 0.75)
        return `${short}, but ${share(of.potential)} of the usual leads for such a target come in: it is the territory, not the person.`;
      if (of.hard === 0)
        return `${short}, but those who do the same work are usually short too: look at the target first.`;
      return `${short}, but ${of.hard} of those targets had a chance below 30 % when they were set.`;
    case 'fine':
      return `${short}. The chance that the usual attainment lies below 90 % is ${share(of.below)}.`;
    default:
      return `${short}. The chance that the usual attainment lies below 90 % is ${share(of.below)}; about ${share(of.usual)} is usual.`;
  }
}

const DRIVERS: Record<Driver, string> = {
  activities: 'activities a day',
  connect: 'leads from activities',
  qualification: 'opportunities from leads',
  win_rate: 'win rate',
  deal_size: 'deal size',
};

export const driverName = (driver: Driver) => DRIVERS[driver];

const LIMITS: Record<Proposal['limit'], string> = {
  need: 'More is not needed.',
  step: 'The step is limited to 30 % above the last four weeks.',
  peers: 'The step is limited to what one in five of the others exceeds.',
  capacity: 'The step is limited to what was kept up before.',
};

export const limitText = (limit: Proposal['limit']) => LIMITS[limit];

/** The proposal in one sentence. */
export function proposalSentence(p: Proposal, currency: string): string {
  const weeks = `for ${p.weeks} weeks`;
  const weakest = `The weakest driver is ${driverName(p.driver)}.`;
  if (p.kind === 'rate') {
    const value = p.driver === 'deal_size' ? (v: string) => amount(v, currency) : share;
    return `${weakest} Bring it from ${value(p.usually)} to ${value(p.value)} ${weeks}.`;
  }
  const what = p.type === '' ? 'activities' : `${p.type.replaceAll('_', ' ')}s`;
  return `${weakest} About ${some(p.weekly)} ${what} a week ${weeks} instead of ${some(p.usually)}; from ${format.count(p.value)} in all it is reached.`;
}
