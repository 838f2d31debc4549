import { ApiError } from '../api/client';

/** What the server refused, by the path of the field within the goal: body.goal.guards[0].value → guards[0].value. */
export function problemsOf(error: unknown): Map<string, string> {
  const out = new Map<string, string>();
  if (!(error instanceof ApiError)) return out;
  for (const { location, message } of error.problem.errors ?? []) {
    if (location && message) out.set(location.replace(/^(body\.)?(goal\.)?/, ''), message);
  }
  return out;
}
