/** Checks text input: storable, not blank where a text is needed, and not too long. */
import { say } from '../texts/common/texts.ts';
import { type UserError, userError } from './errors.ts';

export interface TextLimits {
  max: number;
  /** The text must not be blank. */
  required?: boolean;
}

/** Postgres cannot hold U+0000 in text; a lone surrogate would come back as another character. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Quotes an input in a message: in one line, and shortened. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
const MAX_QUOTED = 100;

export function checkText(
  name: string,
  text: string | null | undefined,
  { max, required = false }: TextLimits,
  path: readonly string[],
): UserError[] {
  if (text === null || text === undefined) return [];
  if (!isStorable(text)) return [userError('VALIDATION', say('notText', { name }), path)];
  if (required && text.trim() === '') return [userError('VALIDATION', say('blank', { name }), path)];
  if (text.length <= max) return [];
  const said = say('tooLong', { name, length: text.length, max });
  return [userError('VALIDATION', said, path, { limit: max, actual: text.length })];
}
