/**
 * Idempotency keys: one effect and one answer per key and input for 24 hours, despite repetitions, crashes and races.
 * They belong to the API key that sends them: partners of one workspace do not share them.
 */
import type { AppContext, Viewer } from '../context.ts';
import type { Sql, Tx } from '../lib/db.ts';
import { say } from '../texts/common/texts.ts';
import { canonicalHash } from './canonical-json.ts';
import {
  type Accepted,
  accept,
  invariant,
  type Outcome,
  refuse,
  refuseIfAny,
  type UserError,
  userError,
} from './errors.ts';
import { checkText } from './text-input.ts';
import { write } from './write.ts';

export const IDEMPOTENCY_WINDOW_MS = 24 * 3_600_000;
const MAX_KEY_LENGTH = 255;

export interface IdempotentCall {
  /** As the client sent it; without one, every call is a new one. */
  key: string | null | undefined;
  mutation: string;
  /** The whole input, with or without the key itself. */
  input: unknown;
}

/** The answer of a finished call, as JSON keeps it: mostly ids, from which the payload is read again. */
export type Ids = { readonly [name: string]: string | boolean | readonly (string | object)[] | null };

/**
 * Commits the effect together with the record of its answer. The record is claimed first: a second call with the same
 * key waits in Postgres until the first commits (and returns its answer) or rolls back (and goes on itself). A crash
 * leaves neither effect nor record. A refusal is not recorded: nothing happened, so the call may be repeated. What
 * `effect` accepts takes the place of `accepted`, where the answer depends on what it finds.
 */
export type CommitOnce<T extends Ids> = (
  accepted: Accepted<T>,
  effect: (tx: Tx) => Promise<Outcome<T> | null>,
) => Promise<Outcome<T>>;

/**
 * Answers a repeated call from its record, without running `body`. `body` does the slow work first, then calls
 * `commitOnce` once, with the answer (whose ids it has generated itself) and the writes.
 */
export async function withIdempotency<T extends Ids>(
  ctx: AppContext,
  viewer: Viewer,
  call: IdempotentCall,
  body: (commitOnce: CommitOnce<T>) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { key } = call;
  if (key === null || key === undefined) {
    return body((accepted, effect) => write<T>(ctx.db, viewer, async (tx) => (await effect(tx)) ?? accepted));
  }
  const refused = refuseIfAny(
    checkText('idempotencyKey', key, { max: MAX_KEY_LENGTH, required: true }, ['input', 'idempotencyKey']),
  );
  if (refused) return refused;
  const inputHash = canonicalHash({ mutation: call.mutation, input: call.input });
  const earlier = await readRecord<T>(ctx.db, viewer, key, ctx.clock.now());
  if (earlier !== undefined) return storedAnswer(viewer, earlier, inputHash);

  return body((accepted, effect) =>
    write<T>(ctx.db, viewer, async (tx) => {
      if (await claim(tx, viewer, { key, mutation: call.mutation, inputHash, accepted, now: ctx.clock.now() })) {
        const found = await effect(tx);
        if (found?.ok) await correct(tx, viewer, key, found);
        return found ?? accepted;
      }
      const winner = await readRecord<T>(tx, viewer, key, null);
      invariant(winner, `idempotency record ${key} neither free nor there`);
      return storedAnswer(viewer, winner, inputHash);
    }),
  );
}

interface IdempotencyRow<T extends Ids> {
  inputHash: string;
  result: { value: T; warnings: UserError[] };
}

/** `now` null: also a record that has expired. */
async function readRecord<T extends Ids>(
  sql: Sql,
  viewer: Viewer,
  key: string,
  now: Date | null,
): Promise<IdempotencyRow<T> | undefined> {
  const [row] = await sql.query<IdempotencyRow<T>>(
    `SELECT input_hash, result FROM idempotency_record
     WHERE api_key_id = $1 AND key = $2 AND ($3::timestamptz IS NULL OR expires_at > $3)`,
    [viewer.apiKeyId, key, now],
    'read_idempotency_record',
  );
  return row;
}

async function claim(
  tx: Tx,
  viewer: Viewer,
  record: { key: string; mutation: string; inputHash: string; accepted: Accepted<Ids>; now: Date },
): Promise<boolean> {
  const { value, warnings } = record.accepted;
  const rows = await tx.query(
    `INSERT INTO idempotency_record AS r (workspace_id, key, mutation, input_hash, result, expires_at, api_key_id)
     VALUES ($1, $2, $3, $4, $5, $6, $8)
     ON CONFLICT (api_key_id, key) DO UPDATE
       SET mutation = EXCLUDED.mutation, input_hash = EXCLUDED.input_hash, result = EXCLUDED.result, expires_at = EXCLUDED.expires_at
       WHERE r.expires_at <= $7
     RETURNING key`,
    [
      viewer.workspaceId,
      record.key,
      record.mutation,
      record.inputHash,
      JSON.stringify({ value, warnings }),
      new Date(record.now.getTime() + IDEMPOTENCY_WINDOW_MS),
      record.now,
      viewer.apiKeyId,
    ],
    'claim_idempotency_record',
  );
  return rows.length === 1;
}

async function correct(tx: Tx, { apiKeyId }: Viewer, key: string, { value, warnings }: Accepted<Ids>): Promise<void> {
  await tx.query(
    'UPDATE idempotency_record SET result = $3 WHERE api_key_id = $1 AND key = $2',
    [apiKeyId, key, JSON.stringify({ value, warnings })],
    'correct_idempotency_record',
  );
}

function storedAnswer<T extends Ids>({ call }: Viewer, row: IdempotencyRow<T>, inputHash: string): Outcome<T> {
  if (row.inputHash !== inputHash) {
    return refuse(userError('IDEMPOTENCY_KEY_REUSED', say('idempotencyKeyReused'), ['input', 'idempotencyKey']));
  }
  call?.repeats();
  return accept(row.result.value, row.result.warnings);
}
