/** One spelling per JSON value, so that equal inputs hash alike. */
import { configure } from 'safe-stable-stringify';
import { sha256 } from '../lib/crypto.ts';

const stringify = configure({ circularValue: TypeError });

/** Keys sorted, `undefined` left out, instants as ISO strings, big integers as their digits. */
export const canonicalJson = (value: unknown): string => stringify(value) ?? 'null';

export const canonicalHash = (value: unknown): string => sha256(canonicalJson(value)).toString('hex');
