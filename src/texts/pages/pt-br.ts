/** The pages that account holders see while they connect an account, in Brazilian Portuguese. */
import type { Translation } from '../../lib/texts.ts';
import { type en, sentence } from './en.ts';

export const ptBR = {
  notConnected: 'Conta não conectada',
  forBrowsers: 'Este endereço é para navegadores que vêm da plataforma.',
  notYet: 'Ainda não',
  openToGoOn: 'Abra este endereço para continuar.',
  connecting: 'Conectando',
  beingConnected: 'A conta está sendo conectada. Esta página avisa quando terminar.',
  connected: 'Conta conectada',
  canPublish: ({ name }) => `${name} já pode publicar. Você pode fechar esta janela.`,
  openedBefore: 'Este endereço já foi aberto antes.',
  stateInvalid:
    'Este endereço já foi aberto antes, é de outra plataforma ou tem mais de dez minutos. Comece a conexão de novo.',
  failed: ({ why }, { told }) => `${sentence(told(why))} Comece a conexão de novo para tentar outra vez.`,
} as const satisfies Translation<typeof en>;
