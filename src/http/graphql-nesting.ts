/**
 * Limits the nesting of a document before it is parsed: the parser, and everything that walks the document, recurses
 * that deep.
 */
import { Lexer, Source, TokenKind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { apiError } from '../schema/errors.ts';
import { LIMITS } from './graphql-limits.ts';

/** Enough for every operation within the other limits, with 32 levels of `metadata` written into it. */
const MAX_NESTING = 100;

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

export const nestingLimit: Plugin = {
  onParse: ({ parseFn, setParseFn }) =>
    setParseFn((source, options) => {
      checkNesting(source);
      return parseFn(source, options);
    }),
};

function checkNesting(source: string | Source): void {
  const lexer = new Lexer(typeof source === 'string' ? new Source(source) : source);
  let depth = 0;
  for (let tokens = 0; tokens <= LIMITS.tokens; tokens++) {
    const kind = nextKind(lexer);
    if (kind === null || kind === TokenKind.EOF) return;
    if (OPENING.has(kind)) depth += 1;
    else if (CLOSING.has(kind)) depth -= 1;
    if (depth > MAX_NESTING) {
      const message = `The document is nested more than the allowed ${MAX_NESTING} levels deep.`;
      throw apiError('LIMIT_EXCEEDED', message, { limit: 'nesting', max: MAX_NESTING });
    }
  }
}

/** Null if the text is not GraphQL, which the parser reports better. */
function nextKind(lexer: Lexer): string | null {
  try {
    return lexer.advance().kind;
  } catch {
    return null;
  }
}
