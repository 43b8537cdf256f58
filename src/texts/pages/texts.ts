/** The pages that account holders see while they connect an account, in every language. */
import { type Catalogues, speaker } from '../../lib/texts.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { ptBR } from './pt-br.ts';

export const pages = { en, 'pt-BR': ptBR, es } as const satisfies Catalogues<typeof en>;
export const say = speaker('pages', pages);
