/** What is said about posts, their targets, times and files, in Brazilian Portuguese; its words are those of `common/pt-br.ts`. */
import type { TargetStatus } from '../../lib/prisma/enums.ts';
import type { Translation } from '../../lib/texts.ts';
import type { en } from './en.ts';
import type { Act, FileReasonCode, Unit } from './words.ts';

const ACTS = {
  edited: 'editado',
  removed: 'removido',
  scheduled: 'agendado',
  rescheduled: 'reagendado',
  publishedNow: 'publicado agora',
  cancelled: 'cancelado',
  deleted: 'excluído',
  retried: 'tentado de novo',
  resolved: 'resolvido',
  unpublished: 'retirado da plataforma',
  recovered: 'recuperado',
} as const satisfies Record<Act, string>;

const STATUS = {
  DRAFT: 'é um rascunho',
  SCHEDULED: 'está agendado',
  PUBLISHING: 'está sendo publicado',
  PUBLISHED: 'já foi publicado',
  FAILED: 'falhou',
  CANCELLED: 'foi cancelado',
  MISSED: 'perdeu o horário',
  OUTCOME_UNKNOWN: 'talvez já esteja no ar',
} as const satisfies Record<TargetStatus, string>;

const FILE_REASONS = {
  URL_INVALID: 'o endereço não é aceito; use um endereço https completo',
  URL_PRIVATE: 'o endereço leva a uma rede privada',
  URL_UNREACHABLE: 'o endereço não respondeu ou não entregou o arquivo',
  URL_TOO_LARGE: 'o arquivo é maior do que o permitido',
  URL_TIMEOUT: 'o servidor demorou demais',
  MEDIA_TYPE: 'arquivos desse tipo não podem ser publicados',
  MEDIA_IS_PAGE: 'o endereço mostra uma página da web, não um arquivo',
  MEDIA_TOO_LARGE: 'o arquivo é maior do que o permitido',
  MEDIA_INVALID: 'o arquivo está danificado ou não pode ser lido',
  MEDIA_EMPTY: 'o arquivo está vazio',
  INTERNAL: 'o arquivo não pôde ser armazenado',
} as const satisfies Record<FileReasonCode, string>;

type Sizes = Readonly<
  Record<Unit, (size: string, plural: (forms: { one: string; other: string }) => string) => string>
>;
const LEAST: Sizes = {
  value: (size) => `ser no mínimo ${size}`,
  characters: (size, plural) => `ter no mínimo ${size} ${plural({ one: 'caractere', other: 'caracteres' })}`,
  items: (size, plural) => `ter no mínimo ${size} ${plural({ one: 'item', other: 'itens' })}`,
};
const MOST: Sizes = {
  value: (size) => `ser no máximo ${size}`,
  characters: (size, plural) => `ter no máximo ${size} ${plural({ one: 'caractere', other: 'caracteres' })}`,
  items: (size, plural) => `ter no máximo ${size} ${plural({ one: 'item', other: 'itens' })}`,
};
const ACTUAL: Readonly<Record<Unit, (size: string) => string>> = {
  value: (size) => `aqui é ${size}`,
  characters: (size) => `aqui tem ${size}`,
  items: (size) => `aqui tem ${size}`,
};

const accountName = ({ platform, name }: { platform: string; name: string }) =>
  `a conta ${name} (${platform})`.replace('  ', ' ');

export const ptBR = {
  externalIdEmpty: 'externalId está vazio; omita o campo ou envie null',
  externalIdTaken: ({ externalId }) => `esta marca já tem um post com o externalId ${externalId}`,
  oneFile: 'informe url ou mediaAssetId, e apenas um deles',
  sameFormat: ({ format }) => `mais um ${format} para a mesma conta`,
  otherPlatform: ({ given, platform, key }) =>
    `estas opções são de ${given}; a conta é de ${platform}, cujas opções ficam em \`${key}\``,
  draftOnly: 'um post sem destinos só pode ser rascunho',
  noTargets: 'o post não tem destinos',
  notHttps: 'url não é um endereço https',
  scopeId: ({ scope, name, isNeeded }) => `scope ${scope} ${isNeeded ? 'exige' : 'não aceita'} ${name}`,

  optionRequired: ({ name }) => `a opção ${name} é obrigatória`,
  optionTooSmall: ({ name, min, actual, unit }, { number, plural }) =>
    `${name} deve ${LEAST[unit](number(min), (forms) => plural(min, forms))}${actual === null ? '' : `; ${ACTUAL[unit](number(actual))}`}`,
  optionTooBig: ({ name, max, actual, unit }, { number, plural }) =>
    `${name} deve ${MOST[unit](number(max), (forms) => plural(max, forms))}${actual === null ? '' : `; ${ACTUAL[unit](number(actual))}`}`,
  optionNotOneOf: ({ name, values, actual }) =>
    `${name} deve ser um destes valores: ${values}${actual === null ? '' : `; aqui é ${actual}`}`,
  optionUnknown: ({ name, names }) => `${name}: não existe a opção ${names}`,
  optionWrongKind: ({ name }) => `o valor de ${name} não é do tipo esperado`,
  optionMalformed: ({ name, reason, actual }, { told }) =>
    `${name} ${told(reason)}${actual === null ? '' : `; aqui é ${actual}`}`,

  platformAbsent: ({ platform }) => `esta instalação não está configurada para ${platform}`,
  formatAbsent: ({ platform, format, formats }) => `${platform} não publica ${format}; publica ${formats}`,
  severalPictures: ({ count }, { number }) =>
    `o arquivo tem ${number(count)} imagens; a plataforma talvez mostre só a primeira`,
  accountDisconnected: (account) => `${accountName(account)} está desconectada`,
  accountExpired: (account) => `${accountName(account)} precisa ser reconectada antes da publicação`,
  accountPaused: (account) => `${accountName(account)} está com as publicações pausadas`,
  reconnectFirst: 'reconecte a conta primeiro',
  notExamined: 'arquivos informados por URL são examinados quando o post é salvo',
  fileNotReady: 'o arquivo ainda não está pronto',
  fileReason: ({ reason }) => FILE_REASONS[reason.code],
  fileRefused: ({ reason }) => `não foi possível receber o arquivo: ${FILE_REASONS[reason.code]}`,
  mediaRefused: ({ reason }) => `não foi possível receber a mídia: ${FILE_REASONS[reason.code]}`,
  importsBusy:
    'há arquivos demais sendo buscados agora, ou este servidor está sendo desligado; repita a chamada mais tarde',
  fileOfOtherBrand: 'um post de uma marca fora do alcance da sua chave de API usa o arquivo',
  fileInUse: 'um post usa o arquivo; retire-o do post primeiro',
  optionNotImage: ({ option, kind }) => `${option} deve ser uma imagem, e este arquivo é ${kind}`,
  optionFileType: ({ type, platform, types }) => `o arquivo é ${type}; aqui ${platform} aceita ${types}`,
  optionFileTooLarge: ({ bytes, platform, max }, { number }) =>
    `o arquivo tem ${number(bytes)} bytes; aqui ${platform} aceita no máximo ${number(max)}`,
  quotaFull: ({ name, taken, limit, at, units, freeAt, isGuessed }, { number, instant }) =>
    `${name}: ${number(taken)} de ${number(limit)} já foram usados ou estão previstos perto de ${instant(at)}, e este post precisa de ${number(units)}; ${freeAt === null ? 'não há horário livre à vista' : `o próximo horário livre é ${instant(freeAt)}`}${isGuessed ? ' (o limite é uma estimativa; quem decide é a plataforma)' : ''}`,
  budgetNearlyUsed: ({ spent, limit, currency, month: of }, { money, month }) =>
    `com isto, ${money(spent, currency)} do orçamento de ${money(limit, currency)} para ${month(of)} (UTC) estarão gastos`,
  budgetUsedUp: ({ spent, limit, currency, month: of }, { money, month }) =>
    `com isto, ${money(spent, currency)} do orçamento de ${money(limit, currency)} para ${month(of)} (UTC) estarão gastos; o post espera até o orçamento aumentar ou o mês acabar`,

  unpublishUnsupported: ({ platform, url }) => `o ${platform} não deixa um app excluir posts; exclua por lá: ${url}`,
  unpublishNotGranted: ({ platform, scope }) =>
    `a conta não concedeu o escopo ${scope}, sem o qual o ${platform} não exclui posts; conecte-a de novo`,
  unpublishTooSoon:
    'o Slipway ainda termina o que vem depois da publicação (comentário, miniatura, link); tente de novo daqui a pouco',
  unpublishUnknown: ({ platform }) => `não se conhece o id de tudo o que foi publicado no ${platform}; exclua por lá`,
  unpublishFailed: ({ said }, { told }) => `a plataforma não excluiu o post: ${told(said)}`,
  wrongStatus: ({ platform, format, act, status }) =>
    `o destino ${format} (${platform}) não pode ser ${ACTS[act]}: ${STATUS[status]}`,
  alreadyCommitted: ({ platform, format, act }) =>
    `o destino ${format} (${platform}) não pode ser ${ACTS[act]}: a chamada que o torna público já está armada`,

  scheduleMode: 'schedulePost aceita o modo AT ou NOW; para desagendar um post, use reschedulePost com o modo DRAFT',
  missedMode: 'posts que perderam o horário são reagendados com o modo AT ou NOW',
  savedWithoutTime: 'o post foi salvo sem horário; informe um schedule',
  nowTakesNoTime: 'o modo NOW não aceita horário',
  atNeedsTime: 'o modo AT exige at ou localTime',
  startTooFar: 'startAt está a mais de um ano daqui',
  timePassed: ({ at, now }, { instant }) => `${instant(at)} já passou; agora é ${instant(now)}`,
  timeTooEarly: ({ at }, { instant }) => `${instant(at)} é anterior a 1970`,
  timeTooFar: ({ at }, { instant }) => `${instant(at)} está a mais de dez anos daqui`,
  notInstant: 'at não é um instante válido',
  notLocalTime: ({ text }) => `${text} não é um horário local como 2026-07-01T09:30`,
  timesDiffer: ({ at, local, zone, meant }, { instant }) =>
    `at é ${instant(at)}, mas ${local} em ${zone} é ${instant(meant)}`,
  offsetDiffers: ({ local, zone, offsets }) =>
    `${local}: nesse horário, a diferença de ${zone} para o UTC é ${offsets.join(' ou ')}`,
  timeNonexistent: ({ local, zone, last, after }) =>
    `${local} não existe em ${zone}: os relógios são adiantados depois de ${last}, para ${after}. Os horários mais próximos são ${last} e ${after}`,
  timeAmbiguous: ({ local, zone, taken, other }) =>
    `${local} existe duas vezes em ${zone}: foi usado o primeiro (${taken}); acrescente ${other} para o segundo`,

  unexpected: 'Um erro inesperado; os detalhes estão no log do servidor.',
  paused: 'A publicação está pausada.',
  reconnect: 'A conta precisa ser reconectada.',
  windowEnded: 'A janela de atraso terminou antes que o post pudesse ser publicado.',
  foundPublished: 'Uma pessoa viu que ele foi publicado.',
  foundUnpublished: 'Uma pessoa viu que ele não foi publicado.',
  retried: 'Nova tentativa.',
  recovered: 'Vai sair de novo depois que a conta foi reconectada.',
  rescheduledMissed: 'Reagendado depois de perder o horário.',
  editedAgain: 'O conteúdo foi editado; o post está sendo preparado de novo.',
  dueButNot: ({ due, end, reason }, { instant, told }) =>
    `Era para sair em ${instant(due)} e não pôde ser publicado até ${instant(end)}${reason === null ? '.' : `: ${told(reason)}`}`,
  notAnswered: ({ platform, since }, { instant }) => `${platform} não responde desde ${instant(since)}`,
  accessEnds: ({ at }, { instant }) => `o acesso à conta acaba em ${instant(at)}`,
  clocksChanged: ({ zone, shown, meant }) =>
    `os relógios em ${zone} mostram ${shown} na hora de publicar, e o pretendido era ${meant}`,
  extraNotDone: ({ url, platform }) =>
    `Não foi feito: não dá para identificar o post ${url === null ? 'sem o endereço dele' : `a partir de ${url}`}. Caso seja importante, faça em ${platform}.`,
  allowanceUsed: ({ name, used, limit, until }, { number, instant }) =>
    `já foram usados ${number(used)} de ${number(limit)} da cota ${name}, até ${instant(until)}`,
  fileMissing: 'um arquivo do post não está mais no armazenamento',
  fileChanged: 'um arquivo do post tem outros bytes do que quando foi recebido',
} as const satisfies Translation<typeof en>;
