/**
 * What many calls say, in Brazilian Portuguese.
 *
 * Words, in every catalogue: post · destino (target) · conta · marca (brand) · workspace · chave de API · escopo · endpoint ·
 * entrega (delivery) · arquivo · legenda (caption) · título · texto alternativo · miniatura · capa · rascunho · agendar · cota
 * (allowance) · orçamento · reconectar. The reader is "você"; names of fields and codes stay as they are.
 */
import type { Translation } from '../../lib/texts.ts';
import type { en } from './en.ts';
import type { Thing } from './things.ts';

const THINGS = {
  post: 'o post não existe',
  target: 'o destino não existe',
  targetOfPost: 'este post não tem esse destino',
  targetOfAccount: 'esta conta não tem esse destino',
  media: 'o arquivo não existe',
  brand: 'a marca não existe',
  account: 'a conta não existe',
  accountOfBrand: 'esta marca não tem essa conta',
  key: 'a chave de API não existe',
  workspace: 'o workspace não existe',
  endpoint: 'o endpoint de webhook não existe',
  notification: 'a notificação não existe',
  delivery: 'a entrega de webhook não existe',
} as const satisfies Record<Thing, string>;

const VERSIONED = { post: 'o post', brand: 'a marca' } as const;

export const ptBR = {
  notFound: ({ what }) => THINGS[what],
  notText: ({ name }) => `${name} contém um caractere que não é texto`,
  blank: ({ name }) => `${name} está em branco`,
  tooLong: ({ name, length, max }, { number }) => `${name} tem ${number(length)} caracteres; o limite é ${number(max)}`,
  tooManyEntries: ({ name, count, max }, { number }) => `${name} tem ${number(count)} itens; o limite é ${number(max)}`,
  tooManyBytes: ({ name, bytes, max }, { number }) => `${name} ocupa ${number(bytes)} bytes; o limite é ${number(max)}`,
  tooDeep: ({ name, max }) => `${name} tem mais de ${max} níveis de profundidade`,
  notWhole: ({ name, min, max, actual }, { number }) =>
    `${name} deve ser um número inteiro de ${number(min)} a ${number(max)}, não ${number(actual)}`,
  notInRange: ({ name, min, max, actual }, { number }) =>
    `${name} deve ser um número de ${number(min)} a ${number(max)}, não ${number(actual)}`,
  versionConflict: ({ what, version, expected }) => `${VERSIONED[what]} está na versão ${version}, não na ${expected}`,
  zoneUnknown: ({ zone }) => `${zone} não é o nome de um fuso horário, como America/Sao_Paulo`,
  needsScope: ({ scope }) => `isto exige o escopo ${scope}`,
  wholeWorkspace: 'isto vale para todo o workspace, e a chave de API está limitada a algumas marcas',
  idempotencyKeyReused: 'esta chave de idempotência já foi usada em outra chamada nas últimas 24 horas',
  all: ({ items }, { told }) => items.map(told).join('; '),
  quoted: ({ told: part, quote }, { told }) => `${told(part)} A plataforma disse: “${quote}”`,
  urlUnusable: ({ reason }, { told }) => `o endereço não pode ser usado: ${told(reason)}`,
} as const satisfies Translation<typeof en>;
