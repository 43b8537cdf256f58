/** What is said about accounts, their connection, brands, keys, budgets and webhooks, in every language. */
import { type Catalogues, speaker } from '../../lib/texts.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { ptBR } from './pt-br.ts';

export const workspace = { en, 'pt-BR': ptBR, es } as const satisfies Catalogues<typeof en>;
export const say = speaker('workspace', workspace);
