/** What is sent of an event to one endpoint: the envelope, with the answer to its query. */
import type { AppContext } from '../../context.ts';
import type { Event } from '../events/event.ts';
import type { Address } from './attempt.ts';
import { envelopeOf } from './payload.ts';

/** Null for an event of a kind that endpoints are not told of. */
export async function bodyOf(
  { storedQueries }: Pick<AppContext, 'storedQueries'>,
  { endpoint: { query }, viewer }: Address,
  event: Event,
): Promise<string | null> {
  const told = envelopeOf(event);
  if (told === null || query === null || viewer === null) return told === null ? null : JSON.stringify(told);
  const { postId = null, socialAccountId = null } = told.data;
  const variables = {
    subjectId: told.subject.id,
    type: told.type,
    brandId: told.brandId,
    postId: typeof postId === 'string' ? postId : null,
    socialAccountId: typeof socialAccountId === 'string' ? socialAccountId : null,
  };
  return JSON.stringify({ ...told, result: await storedQueries.run(query, viewer, variables) });
}
