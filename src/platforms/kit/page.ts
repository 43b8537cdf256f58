/** Pages that something between us and a platform writes, in place of the platform's answer and under any status. */
import { PlatformFailure } from '../failure.ts';
import type { HttpAnswer } from '../request.ts';

/** Throws for a page: what became of the call is unknown then, also where it claims success. */
export function refusePage({ status, text }: HttpAnswer, call: string): void {
  // By its text: an empty answer is often labelled as a page.
  if (!/^\s*<(?:!doctype html|html|head|body)\b/i.test(text)) return;
  throw new PlatformFailure('NETWORK', `${call}: a page instead of an answer (HTTP ${status})`, {
    vendor: { httpStatus: status },
  });
}
