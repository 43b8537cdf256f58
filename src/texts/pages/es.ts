/** The pages that account holders see while they connect an account, in Spanish. */
import type { Translation } from '../../lib/texts.ts';
import { type en, sentence } from './en.ts';

export const es = {
  notConnected: 'Cuenta no conectada',
  forBrowsers: 'Esta dirección es para navegadores que vienen de la plataforma.',
  notYet: 'Todavía no',
  openToGoOn: 'Abra esta dirección para continuar.',
  connecting: 'Conectando',
  beingConnected: 'La cuenta se está conectando. Esta página avisará cuando termine.',
  connected: 'Cuenta conectada',
  canPublish: ({ name }) => `${name} ya puede publicar. Puede cerrar esta ventana.`,
  openedBefore: 'Esta dirección ya se abrió antes.',
  stateInvalid:
    'Esta dirección ya se abrió antes, es de otra plataforma o tiene más de diez minutos. Empiece la conexión de nuevo.',
  failed: ({ why }, { told }) => `${sentence(told(why))} Empiece la conexión de nuevo para volver a intentarlo.`,
} as const satisfies Translation<typeof en>;
