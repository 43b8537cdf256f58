/** The failures of a platform as a table: which signs in an answer mean which failure. This is the only interpreter of such tables. */
import {
  type FailureCode,
  type FailureDetails,
  type FailureKind,
  PlatformFailure,
  type VendorAnswer,
} from '../failure.ts';

export type Sign = string | number | boolean;
/** What an adapter read out of an answer, and of the call, by names of its own. Of a list each one is a sign. */
export type Signs = Readonly<Record<string, Sign | readonly Sign[] | undefined>>;

export interface FailureMeaning {
  code: FailureCode;
  kind?: FailureKind;
  /** How long to wait where the platform does not say. */
  retryAfterMs?: number;
  /** So much later at the most, so that not all come back at the same instant. */
  spreadMs?: number;
  /** The app's allowance is used up, not the account's. */
  ofApp?: true;
  /** Name of the quota that this answer proves to be used up. */
  exhausts?: string;
  /** What a person should know. */
  meaning?: string;
}

export interface FailureRow extends FailureMeaning {
  /** Each of these signs must be there, with this value or one of these. Without any the row fits always. */
  when?: Readonly<Record<string, Sign | readonly Sign[]>>;
}

/** The first row that fits. */
export const rowFor = <Row extends FailureRow>(table: readonly Row[], signs: Signs): Row | undefined =>
  table.find(({ when = {} }) =>
    Object.entries(when).every(([name, wanted]) => {
      const allowed = listOf(wanted);
      return listOf(signs[name]).some((sign) => allowed.includes(sign));
    }),
  );

/** Rows that tell answers apart by one sign alone. */
export const rowsBy = <Meaning extends FailureMeaning>(
  sign: string,
  meanings: Readonly<Record<string, Meaning>>,
): (Meaning & Pick<FailureRow, 'when'>)[] =>
  Object.entries(meanings).map(([value, meaning]) => ({ ...meaning, when: { [sign]: value } }));

interface Circumstances extends Omit<FailureDetails, 'kind' | 'allowance' | 'retryAt'> {
  message: string;
  vendor: VendorAnswer;
  now: Date;
  /** The platform's own "come back at", which goes before that of the row. */
  hint?: Date | undefined;
}

/** The failure that a row of a table means. */
export function failureOf(row: FailureMeaning, { message, now, hint, ...details }: Circumstances): PlatformFailure {
  const { code, kind, retryAfterMs, spreadMs = 0, ofApp, exhausts } = row;
  const own =
    retryAfterMs === undefined ? undefined : new Date(now.getTime() + retryAfterMs + Math.random() * spreadMs);
  const retryAt = hint ?? own;
  return new PlatformFailure(code, message, {
    ...(kind !== undefined && { kind }),
    ...(retryAt !== undefined && { retryAt }),
    allowance: { scope: ofApp === true ? 'APP' : 'ACCOUNT', ...(exhausts !== undefined && { quota: exhausts }) },
    ...details,
  });
}

/** The same failure in other circumstances: further steps are void, or its message says more. */
export const restated = (
  failure: PlatformFailure,
  { prefix = '', discard = [], ...changes }: FailureDetails & { prefix?: string },
): PlatformFailure =>
  new PlatformFailure(failure.code, `${prefix}${failure.message}`, {
    kind: failure.kind,
    vendor: failure.vendor,
    ...(failure.retryAt !== undefined && { retryAt: failure.retryAt }),
    discard: [...failure.discard, ...discard],
    neverSent: failure.neverSent,
    allowance: failure.allowance,
    cause: failure,
    ...changes,
  });

/** What vendors say is kept short. */
export const cut = (said: string): string => said.slice(0, 500);

const listOf = (value: Sign | readonly Sign[] | undefined): readonly Sign[] =>
  value === undefined ? [] : typeof value === 'object' ? value : [value];
