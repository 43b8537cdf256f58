/** The audit entry of a call: in the transaction of what it changes, or after it when it changed nothing. */
import type { AppContext, CallRecord, Change, ChangeSubject, Viewer } from '../../context.ts';
import { appendAuditEntries, type NewAuditEntry } from './entry.ts';

/** What is known of a call before it is carried out. */
export interface AuditedCall {
  /** The mutation. */
  action: string;
  input: unknown;
  requestId: string;
  /** The things that its input names. */
  named: readonly { subject: ChangeSubject; id: string }[];
}

/** How to read an answer, and an error that was thrown instead. */
export interface Reading<T> {
  /** The codes of the refusal; none when it was accepted. */
  codesOf(answer: T): readonly string[];
  failureOf(error: unknown): string;
}

type Caller = Pick<Viewer, 'workspaceId' | 'apiKeyId' | 'from'>;

/** Of several things that a call names, it is about the narrowest. */
const NARROWEST: readonly ChangeSubject[] = [
  'TARGET',
  'POST',
  'ACCOUNT',
  'API_KEY',
  'MEDIA',
  'WEBHOOK',
  'BRAND',
  'WORKSPACE',
];

/** Carries a call out with its entry: `run` passes the record to `write`, along with the actor. */
export async function audited<T>(
  ctx: Pick<AppContext, 'db' | 'log'>,
  caller: Caller,
  call: AuditedCall,
  run: (record: CallRecord) => Promise<T>,
  { codesOf, failureOf }: Reading<T>,
): Promise<T> {
  let isWritten = false;
  let isRepetition = false;
  const record: CallRecord = {
    commit: (tx, changes) => {
      const result = isRepetition ? 'NOTHING' : 'DONE';
      appendAuditEntries(tx, () => [entryOf(caller, call, { result, changes })]);
      tx.afterCommit(() => {
        isWritten = true;
      });
    },
    repeats: () => {
      isRepetition = true;
    },
  };
  const tell = async (about: About) => {
    try {
      await ctx.db.tx(async (tx) => appendAuditEntries(tx, () => [entryOf(caller, call, about)]));
    } catch (error) {
      // No change lacks its entry, and the caller gets the answer that it would have had.
      ctx.log.error({ err: error, action: call.action, requestId: call.requestId }, 'an audit entry is missing');
    }
  };
  try {
    const answer = await run(record);
    const codes = codesOf(answer);
    if (codes.length > 0) await tell({ result: 'REFUSED', codes });
    else if (!isWritten) await tell({ result: 'NOTHING' });
    return answer;
  } catch (error) {
    await tell({ result: 'FAILED', codes: [failureOf(error)] });
    throw error;
  }
}

type About = Pick<NewAuditEntry, 'result' | 'codes' | 'changes'>;

const entryOf = (caller: Caller, call: AuditedCall, about: About): NewAuditEntry => ({
  workspaceId: caller.workspaceId,
  actor: 'API_KEY',
  actorId: caller.apiKeyId,
  address: caller.from?.address ?? null,
  client: caller.from?.client ?? null,
  requestId: call.requestId,
  action: call.action,
  ...about,
  ...subjectOf(call, about.changes ?? []),
  // What was made is told whole by its change.
  details: about.changes?.find(isMain)?.kind === 'MADE' ? null : call.input,
});

/** Targets change along with their post. */
const isMain = ({ subject }: Change): boolean => subject !== 'TARGET';

function subjectOf(
  { named }: AuditedCall,
  changes: readonly Change[],
): Pick<NewAuditEntry, 'subject' | 'subjectId' | 'brandId'> {
  const changed = changes.find(isMain);
  if (changed !== undefined) return { subject: changed.subject, subjectId: changed.id, brandId: changed.brandId };
  const [main] = named.toSorted((a, b) => NARROWEST.indexOf(a.subject) - NARROWEST.indexOf(b.subject));
  const brandId = named.find(({ subject }) => subject === 'BRAND')?.id ?? changes[0]?.brandId ?? null;
  return { subject: main?.subject ?? null, subjectId: main?.id ?? null, brandId };
}
