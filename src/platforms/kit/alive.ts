/** Whether an answer shows that an API works, although it refuses the caller. */
import type { HttpAnswer } from '../request.ts';

/** One of these statuses, in JSON: a page comes from a proxy in front of the API. */
export const isRefusalOf =
  (...statuses: readonly number[]) =>
  ({ status, json }: HttpAnswer): boolean =>
    json !== undefined && (statuses.includes(status) || status === 429);
