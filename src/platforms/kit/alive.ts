/** Whether an answer shows that an API works, although it refuses the caller. */
import type { HttpAnswer } from '../request.ts';

/** One of these statuses, or an answer outright, in JSON: a page comes from a proxy in front of the API. */
export const isRefusalOf =
  (...statuses: readonly number[]) =>
  ({ status, json }: HttpAnswer): boolean =>
    json !== undefined && (status < 300 || status === 429 || statuses.includes(status));
