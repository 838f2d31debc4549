import type { Metric } from '../api/types';

export type Parameters = Record<string, string>;

/** A metric of which others are built: conversion:{from}>{to}. */
export type Family = Pick<Metric, 'id' | 'pattern' | 'parameters'>;

/** Only units that are old enough count: a limit in days that an id can end with, kept as it is. */
const WITHIN = /@\d+$/;

function base(id: string): string {
  return id.split('|', 1)[0] ?? id;
}

function expression(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.*+?^$()[\]\\|]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/\{(\w+)\}/g, '(?<$1>.+?)')}$`);
}

/** The values that the id was built with; null when it is not of this family. */
export function readParameters(family: Family, id: string): Parameters | null {
  if (family.pattern === null) return null;
  const within = WITHIN.exec(base(id))?.[0];
  const found = expression(family.pattern).exec(base(id).replace(WITHIN, ''));
  return found?.groups ? { ...found.groups, ...(within && { within }) } : null;
}

/** The id with these values in it; null when one is missing. */
export function writeParameters(family: Family, values: Parameters): string | null {
  if (family.pattern === null) return family.id;
  const isWhole = family.parameters.every((parameter) => values[parameter.name]);
  if (!isWhole) return null;
  const id = family.pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return id + (values.within ?? '');
}

/** Where a reader starts who chooses a metric with parameters: the widest reading of it. */
export function firstParameters(family: Family): Parameters {
  const out: Parameters = {};
  for (const { name, choices } of family.parameters) {
    const choice = name === 'to' ? choices[choices.length - 1] : choices[0];
    if (choice) out[name] = choice.value;
  }
  return out;
}

/** The listed metric behind an id: itself, or the family that it was built from. */
export function listedMetric(metrics: Metric[], id: string): Metric | undefined {
  return (
    metrics.find((metric) => metric.id === id) ??
    metrics.find((metric) => readParameters(metric, id) !== null) ??
    metrics.find((metric) => metric.id === base(id))
  );
}
