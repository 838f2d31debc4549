import type { Plan, PlanEdits } from './contract';
import { parseEntry, parsePercent, type Separators, toWire } from './decimal';
import type { Overs } from './street';

export interface SettingsForm {
  name: string;
  unit: string;
  /** By kind, in percent as it is typed. */
  over: Record<string, string>;
  ramp: string;
}

/** The over-assignments that can be read, and what is wrong with the others by kind. */
export function readOvers(
  over: Record<string, string>,
  separators: Separators,
): { overs: Overs; wrong: Record<string, string> } {
  const overs: Overs = {};
  const wrong: Record<string, string> = {};
  for (const [kind, text] of Object.entries(over)) {
    const entry = parsePercent(text, separators);
    if (entry.kind === 'wrong') wrong[kind] = entry.message;
    if (entry.kind === 'value') overs[kind] = entry.value;
  }
  return { overs, wrong };
}

/** Shares of the full number with spaces between, in percent. */
export function readRamp(text: string, separators: Separators): { ramp: string[]; wrong?: string } {
  const ramp: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const entry = parsePercent(word, separators);
    if (entry.kind === 'wrong') return { ramp, wrong: entry.message };
    if (entry.kind === 'value') ramp.push(toWire(entry.value));
  }
  return { ramp };
}

const wireOvers = (overs: Overs): Record<string, string> =>
  Object.fromEntries(Object.entries(overs).map(([kind, value]) => [kind, toWire(value)]));

/** Compared without zeros, which say the same as nothing. */
const plain = (over: Record<string, string>): string =>
  JSON.stringify(
    Object.entries(over)
      .filter(([, value]) => value !== '0')
      .toSorted(),
  );

/** The edits that make the plan what the form says, without what is the same, or what is wrong by field. */
export function settingsEdits(
  plan: Plan,
  form: SettingsForm,
  separators: Separators,
): { edits: PlanEdits; wrong: Record<string, string> } {
  const { overs, wrong } = readOvers(form.over, separators);
  const { ramp, wrong: wrongRamp } = readRamp(form.ramp, separators);
  const unit = parseEntry(form.unit, separators);
  if (form.name.trim() === '') wrong.name = 'Give the plan a name';
  if (unit.kind !== 'value' || unit.value <= 0n) wrong.unit = 'Write a number above 0, for example 1 or 1000';
  if (wrongRamp) wrong.ramp = wrongRamp;
  const edits: PlanEdits = {};
  if (form.name.trim() !== plan.name) edits.name = form.name.trim();
  if (unit.kind === 'value' && toWire(unit.value) !== plan.unit) edits.unit = toWire(unit.value);
  if (plain(wireOvers(overs)) !== plain(plan.over)) edits.over = wireOvers(overs);
  if (JSON.stringify(ramp) !== JSON.stringify(plan.ramp)) edits.ramp = ramp;
  return { edits, wrong };
}
