/** What is said about posts, their targets, times and files, in Spanish; its words are those of `common/es.ts`. */
import type { TargetStatus } from '../../lib/prisma/enums.ts';
import type { Translation } from '../../lib/texts.ts';
import type { en } from './en.ts';
import type { Act, FileReasonCode, Unit } from './words.ts';

const ACTS = {
  edited: 'editar',
  removed: 'quitar',
  scheduled: 'programar',
  rescheduled: 'reprogramar',
  publishedNow: 'publicar ahora',
  cancelled: 'cancelar',
  deleted: 'eliminar',
  retried: 'reintentar',
  resolved: 'resolver',
  unpublished: 'retirar de la plataforma',
  recovered: 'recuperar',
} as const satisfies Record<Act, string>;

const STATUS = {
  DRAFT: 'es un borrador',
  SCHEDULED: 'está programado',
  PUBLISHING: 'se está publicando',
  PUBLISHED: 'ya se publicó',
  FAILED: 'falló',
  CANCELLED: 'está cancelado',
  MISSED: 'se pasó su hora',
  OUTCOME_UNKNOWN: 'quizás ya esté publicado',
} as const satisfies Record<TargetStatus, string>;

const FILE_REASONS = {
  URL_INVALID: 'la dirección no se acepta; use una dirección https completa',
  URL_PRIVATE: 'la dirección lleva a una red privada',
  URL_UNREACHABLE: 'la dirección no respondió o no entregó el archivo',
  URL_TOO_LARGE: 'el archivo es más grande de lo permitido',
  URL_TIMEOUT: 'el servidor tardó demasiado',
  MEDIA_TYPE: 'los archivos de este tipo no se pueden publicar',
  MEDIA_IS_PAGE: 'la dirección muestra una página web, no un archivo',
  MEDIA_TOO_LARGE: 'el archivo es más grande de lo permitido',
  MEDIA_INVALID: 'el archivo está dañado o no se puede leer',
  MEDIA_EMPTY: 'el archivo está vacío',
  INTERNAL: 'el archivo no se pudo guardar',
} as const satisfies Record<FileReasonCode, string>;

type Sizes = Readonly<
  Record<Unit, (size: string, plural: (forms: { one: string; other: string }) => string) => string>
>;
const LEAST: Sizes = {
  value: (size) => `ser como mínimo ${size}`,
  characters: (size, plural) => `tener como mínimo ${size} ${plural({ one: 'carácter', other: 'caracteres' })}`,
  items: (size, plural) => `tener como mínimo ${size} ${plural({ one: 'elemento', other: 'elementos' })}`,
};
const MOST: Sizes = {
  value: (size) => `ser como máximo ${size}`,
  characters: (size, plural) => `tener como máximo ${size} ${plural({ one: 'carácter', other: 'caracteres' })}`,
  items: (size, plural) => `tener como máximo ${size} ${plural({ one: 'elemento', other: 'elementos' })}`,
};
const ACTUAL: Readonly<Record<Unit, (size: string) => string>> = {
  value: (size) => `aquí es ${size}`,
  characters: (size) => `aquí tiene ${size}`,
  items: (size) => `aquí tiene ${size}`,
};

const accountName = ({ platform, name }: { platform: string; name: string }) =>
  `la cuenta ${name} (${platform})`.replace('  ', ' ');

export const es = {
  externalIdEmpty: 'externalId está vacío; omita el campo o envíe null',
  externalIdTaken: ({ externalId }) => `esta marca ya tiene una publicación con el externalId ${externalId}`,
  oneFile: 'indique url o mediaAssetId, y solo uno de los dos',
  sameFormat: ({ format }) => `un segundo ${format} para la misma cuenta`,
  otherPlatform: ({ given, platform, key }) =>
    `estas opciones son de ${given}; la cuenta es de ${platform}, cuyas opciones van en \`${key}\``,
  draftOnly: 'una publicación sin destinos solo puede ser un borrador',
  noTargets: 'la publicación no tiene destinos',
  notHttps: 'url no es una dirección https',
  scopeId: ({ scope, name, isNeeded }) => `scope ${scope} ${isNeeded ? 'requiere' : 'no admite'} ${name}`,

  optionRequired: ({ name }) => `la opción ${name} es obligatoria`,
  optionTooSmall: ({ name, min, actual, unit }, { number, plural }) =>
    `${name} debe ${LEAST[unit](number(min), (forms) => plural(min, forms))}${actual === null ? '' : `; ${ACTUAL[unit](number(actual))}`}`,
  optionTooBig: ({ name, max, actual, unit }, { number, plural }) =>
    `${name} debe ${MOST[unit](number(max), (forms) => plural(max, forms))}${actual === null ? '' : `; ${ACTUAL[unit](number(actual))}`}`,
  optionNotOneOf: ({ name, values, actual }) =>
    `${name} debe ser uno de estos valores: ${values}${actual === null ? '' : `; aquí es ${actual}`}`,
  optionUnknown: ({ name, names }) => `${name}: no existe la opción ${names}`,
  optionWrongKind: ({ name }) => `el valor de ${name} no es del tipo esperado`,
  optionMalformed: ({ name, reason, actual }, { told }) =>
    `${name} ${told(reason)}${actual === null ? '' : `; aquí es ${actual}`}`,

  platformAbsent: ({ platform }) => `esta instalación no está configurada para ${platform}`,
  formatAbsent: ({ platform, format, formats }) => `${platform} no publica ${format}; publica ${formats}`,
  severalPictures: ({ count }, { number }) =>
    `el archivo tiene ${number(count)} imágenes; la plataforma quizás muestre solo la primera`,
  accountDisconnected: (account) => `${accountName(account)} está desconectada`,
  accountExpired: (account) => `${accountName(account)} se debe reconectar antes de publicar`,
  accountPaused: (account) => `${accountName(account)} tiene las publicaciones en pausa`,
  reconnectFirst: 'primero reconecte la cuenta',
  notExamined: 'los archivos indicados por URL se examinan al guardar la publicación',
  fileNotReady: 'el archivo todavía no está listo',
  fileReason: ({ reason }) => FILE_REASONS[reason.code],
  fileRefused: ({ reason }) => `no se pudo recibir el archivo: ${FILE_REASONS[reason.code]}`,
  mediaRefused: ({ reason }) => `no se pudo recibir el contenido multimedia: ${FILE_REASONS[reason.code]}`,
  importsBusy: 'hay demasiados archivos en descarga, o este servidor se está deteniendo; repita la llamada más tarde',
  fileOfOtherBrand: 'una publicación de una marca fuera del alcance de su clave de API usa el archivo',
  fileInUse: 'una publicación usa el archivo; primero quítelo de la publicación',
  optionNotImage: ({ option, kind }) => `${option} debe ser una imagen, y este archivo es ${kind}`,
  optionFileType: ({ type, platform, types }) => `el archivo es ${type}; aquí ${platform} admite ${types}`,
  optionFileTooLarge: ({ bytes, platform, max }, { number }) =>
    `el archivo tiene ${number(bytes)} bytes; aquí ${platform} admite ${number(max)} como máximo`,
  quotaFull: ({ name, taken, limit, at, units, freeAt, isGuessed }, { number, instant }) =>
    `${name}: ${number(taken)} de ${number(limit)} ya se usaron o están previstos cerca de ${instant(at)}, y esta publicación necesita ${number(units)}; ${freeAt === null ? 'no hay un horario libre a la vista' : `el próximo horario libre es ${instant(freeAt)}`}${isGuessed ? ' (el límite es una estimación; decide la plataforma)' : ''}`,
  budgetNearlyUsed: ({ spent, limit, currency, month: of }, { money, month }) =>
    `con esto se habrán gastado ${money(spent, currency)} del presupuesto de ${money(limit, currency)} para ${month(of)} (UTC)`,
  budgetUsedUp: ({ spent, limit, currency, month: of }, { money, month }) =>
    `con esto se habrán gastado ${money(spent, currency)} del presupuesto de ${money(limit, currency)} para ${month(of)} (UTC); la publicación espera hasta que aumente el presupuesto o termine el mes`,

  unpublishUnsupported: ({ platform, url }) =>
    `${platform} no permite que una app elimine publicaciones; elimínela allí: ${url}`,
  unpublishNotGranted: ({ platform, scope }) =>
    `la cuenta no concedió el permiso ${scope}, sin el cual ${platform} no elimina publicaciones; vuelva a conectarla`,
  unpublishTooSoon:
    'Slipway todavía termina lo que sigue a la publicación (comentario, miniatura, enlace); inténtelo de nuevo en un momento',
  unpublishUnknown: ({ platform }) =>
    `no se conoce el identificador de todo lo que se publicó en ${platform}; elimínelo allí`,
  unpublishFailed: ({ said }, { told }) => `la plataforma no eliminó la publicación: ${told(said)}`,
  wrongStatus: ({ platform, format, act, status }) =>
    `no se puede ${ACTS[act]} el destino ${format} (${platform}): ${STATUS[status]}`,
  alreadyCommitted: ({ platform, format, act }) =>
    `no se puede ${ACTS[act]} el destino ${format} (${platform}): la llamada que lo hace público ya está en marcha`,

  scheduleMode:
    'schedulePost admite el modo AT o NOW; para desprogramar una publicación, use reschedulePost con el modo DRAFT',
  missedMode: 'las publicaciones que perdieron su hora se reprograman con el modo AT o NOW',
  savedWithoutTime: 'la publicación se guardó sin hora; indique un schedule',
  nowTakesNoTime: 'el modo NOW no admite hora',
  atNeedsTime: 'el modo AT requiere at o localTime',
  startTooFar: 'startAt está a más de un año',
  timePassed: ({ at, now }, { instant }) => `${instant(at)} ya pasó; ahora es ${instant(now)}`,
  timeTooEarly: ({ at }, { instant }) => `${instant(at)} es anterior a 1970`,
  timeTooFar: ({ at }, { instant }) => `${instant(at)} está a más de diez años`,
  notInstant: 'at no es un instante válido',
  notLocalTime: ({ text }) => `${text} no es una hora local como 2026-07-01T09:30`,
  timesDiffer: ({ at, local, zone, meant }, { instant }) =>
    `at es ${instant(at)}, pero ${local} en ${zone} es ${instant(meant)}`,
  offsetDiffers: ({ local, zone, offsets }) =>
    `${local}: a esa hora, la diferencia de ${zone} con UTC es ${offsets.join(' o ')}`,
  timeNonexistent: ({ local, zone, last, after }) =>
    `${local} no existe en ${zone}: los relojes se adelantan después de ${last}, a ${after}. Las horas más cercanas son ${last} y ${after}`,
  timeAmbiguous: ({ local, zone, taken, other }) =>
    `${local} existe dos veces en ${zone}: se tomó la primera (${taken}); agregue ${other} para la segunda`,

  unexpected: 'Un error inesperado; los detalles están en el registro del servidor.',
  paused: 'Las publicaciones están en pausa.',
  reconnect: 'La cuenta se debe reconectar.',
  windowEnded: 'El margen de retraso terminó antes de que se pudiera publicar.',
  foundPublished: 'Una persona vio que sí se publicó.',
  foundUnpublished: 'Una persona vio que no se publicó.',
  retried: 'Nuevo intento.',
  recovered: 'Sale de nuevo después de que se reconectó la cuenta.',
  rescheduledMissed: 'Reprogramada después de perder su hora.',
  editedAgain: 'El contenido se editó; se prepara de nuevo.',
  dueButNot: ({ due, end, reason }, { instant, told }) =>
    `Estaba prevista para ${instant(due)} y no se pudo publicar hasta ${instant(end)}${reason === null ? '.' : `: ${told(reason)}`}`,
  notAnswered: ({ platform, since }, { instant }) => `${platform} no responde desde ${instant(since)}`,
  accessEnds: ({ at }, { instant }) => `el acceso a la cuenta termina el ${instant(at)}`,
  clocksChanged: ({ zone, shown, meant }) =>
    `los relojes en ${zone} muestran ${shown} a la hora de publicar, y se quería ${meant}`,
  extraNotDone: ({ url, platform }) =>
    `No se hizo: no se puede identificar la publicación ${url === null ? 'sin su dirección' : `a partir de ${url}`}. Si es importante, hágalo en ${platform}.`,
  allowanceUsed: ({ name, used, limit, until }, { number, instant }) =>
    `se usaron ${number(used)} de ${number(limit)} del cupo ${name}, hasta ${instant(until)}`,
  fileMissing: 'un archivo de la publicación ya no está en el almacenamiento',
  fileChanged: 'un archivo de la publicación tiene otros bytes que cuando se recibió',
} as const satisfies Translation<typeof en>;
