/** What is said about accounts, their connection, brands, keys, budgets and webhooks, in Spanish. */
import type { Translation } from '../../lib/texts.ts';
import type { en } from './en.ts';

export const es = {
  brandCommitted: ({ count }, { number, plural }) =>
    `${number(count)} ${plural(count, { one: 'destino de la marca puede estar por publicarse; espérelo o resuelva su resultado', other: 'destinos de la marca pueden estar por publicarse; espérelos o resuelva su resultado' })}`,
  brandBusy: ({ count }, { number, plural }) =>
    `${number(count)} ${plural(count, { one: 'destino de la marca está programado o se está publicando; cancélelo o use force', other: 'destinos de la marca están programados o se están publicando; cancélelos o use force' })}`,
  keyShown: 'esta llamada ya se hizo; la clave se mostró en aquella respuesta y no se guarda en ningún lugar',
  keyOutlives: ({ limit, until }, { instant }) =>
    `su propia clave vale hasta ${instant(limit)}; esta ${until === null ? 'no vence' : `vale hasta ${instant(until)}`}`,
  keyWithoutScopes: 'una clave sin permisos no puede hacer nada',
  keyRevoked: 'la clave está revocada',
  keyLastAdmin: 'ninguna otra clave de API podría administrar el espacio de trabajo; cree otra antes o use force',
  keyReachesMore: 'la clave también alcanza marcas que la suya no alcanza',

  accountsTestedJustNow: ({ count, retryAt }, { number, plural, instant }) =>
    `${plural(count, { one: 'la cuenta se probó', other: `${number(count)} cuentas se probaron` })} hace menos de un minuto; pruebe de nuevo el ${instant(retryAt)}`,
  accountSyncedJustNow: ({ retryAt }, { instant }) => `la cuenta se puede volver a sincronizar el ${instant(retryAt)}`,
  accountNotReadable: 'hay que volver a conectar la cuenta antes de poder leer sus cifras',
  accountBusy: ({ count }, { number, plural }) =>
    `${number(count)} ${plural(count, { one: 'destino de la cuenta está programado, publicándose o sin resultado; primero cancélelo o resuélvalo', other: 'destinos de la cuenta están programados, publicándose o sin resultado; primero cancélelos o resuélvalos' })}`,
  notWithdrawable: ({ platform }) =>
    `${platform} no permite revocar el acceso desde aquí; quite la app en la configuración de la cuenta, en la propia plataforma.`,
  notWithdrawn: ({ platform, said }, { told }) =>
    `Las credenciales se borraron aquí, pero ${platform} no confirmó la revocación: ${told(said)}`,

  noApp: ({ platform }) => `esta instalación no tiene una app en ${platform}`,
  returnUrlNotWhole: 'returnUrl no es una dirección completa, como https://app.example.com/accounts',
  returnUrlForbidden: ({ origin }) =>
    `esta instalación no envía a nadie a ${origin}; quien la opera autoriza orígenes en SLIPWAY_RETURN_ORIGINS`,
  stateUnknown: 'state desconocido, ya usado o vencido',
  stateInUse: 'otra llamada está usando este state',
  stateSealed: 'esta conexión empezó con una clave de cifrado que ya no está configurada',
  keyEnded: 'la clave de API que inició la conexión ya no vale, o ya no puede conectar cuentas',
  otherBrowser: 'la conexión empezó en otro navegador',
  noCode: 'la plataforma no envió ningún código',
  denied: ({ said }, { told }) => `no autorizado: ${told(said)}`,
  scopesDenied: ({ scopes }) => `faltó autorizar: ${scopes}`,
  otherAccount: ({ name }) => `la autorización en la plataforma la dio ${name}, que es otra cuenta`,
  connectedTwice: 'la misma cuenta se está conectando dos veces; inténtelo de nuevo',
  connectionFailed: 'la conexión falló',
  words: ({ said }, { told }) => told(said),

  currencyNotBilled: ({ billed }) =>
    `ninguna plataforma de esta instalación cobra en esa moneda; ${billed === '' ? 'ninguna cobra' : `se cobra en ${billed}`}`,

  endpointSecretShown:
    'esta llamada ya se hizo; el secreto se mostró en aquella respuesta, y `rotateWebhookSecret` genera otro',
  eventsNeedScope: ({ scope }) => `estos eventos requieren el permiso ${scope}, que la clave de API no tiene`,
  endpointNeedsScope: ({ scope }) => `este endpoint recibe lo que requiere el permiso ${scope}`,
  endpointsFull: ({ max }, { number }) =>
    `el espacio de trabajo ya tiene ${number(max)} endpoints de webhook, que es el límite`,
  endpointWithoutEvents: 'un endpoint sin eventos no recibe nada',
  eventUnknown: ({ event }) => `${event ?? 'esto'} no es un tipo de evento; GET /webhooks/schema muestra los que hay`,
  queryRefused: ({ said }, { told }) => `la consulta fue rechazada: ${told(said)}`,
  nothingToChange: 'no hay nada que cambiar',
  markOneWay: 'indique `notificationIds` o `upToId`',
  endpointTestedJustNow: 'el endpoint se acaba de probar',
  fromBeforeTo: '`from` debe ser anterior a `to`',
  replayTooLong: ({ max }, { number }) =>
    `hay más de ${number(max)} eventos entre \`from\` y \`to\`; repita un intervalo más corto`,
  grantEnds: ({ why, at }, { told, instant }) => `${told(why)}: ${instant(at)}`,
  testDisconnected: 'La cuenta está desconectada.',
  testNotTold: 'La plataforma no llegó a decirlo.',
  testSwitchedOff:
    'No se preguntó: la plataforma lo cobra, y quien opera lo desactivó, o el presupuesto del espacio de trabajo no alcanza.',
  testTokenTaken: 'La plataforma acepta el token de acceso.',
  testScopesGranted: 'Se concedió todo lo que se pide.',
  testScopesPartly: ({ scopes }) => `Las publicaciones salen; para algunas funciones, faltó conceder: ${scopes}.`,
  testScopesMissing: ({ scopes }) => `No concedido: ${scopes}.`,
  testIdentity: ({ name }) => `El acceso corresponde a ${name}.`,
  testPermission: 'La plataforma no objeta las publicaciones.',
  testQuotaFree: 'No se conoce ningún cupo en uso.',
  testQuotaLeft: ({ name, left, limit }, { number }) => `Quedan ${number(left)} de ${number(limit)} de ${name}.`,
  testQuotaFull: ({ name, left, limit, until }, { number, instant }) =>
    `Quedan ${number(left)} de ${number(limit)} de ${name}, hasta ${instant(until)}`,
  otherAccountTold: ({ name, id }) =>
    `el acceso corresponde a ${name} (${id}), que es otra cuenta; no se usa para publicaciones de esta`,
} as const satisfies Translation<typeof en>;
