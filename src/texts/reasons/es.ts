/** Why something failed, waits or may fail, by its code, in Spanish; the glossary is that of `common`. */
import type { Translation } from '../../lib/texts.ts';
import type * as en from './en.ts';

export const failure = {
  AUTH_EXPIRED: 'El token de acceso venció y no se pudo renovar.',
  AUTH_REVOKED: 'El titular de la cuenta o la plataforma retiró el acceso.',
  ACCOUNT_CHANGED: 'El acceso corresponde ahora a otra cuenta de la plataforma, no a la que se conectó.',
  CREDENTIALS_LOST: 'El acceso guardado no se puede abrir: la clave de cifrado que lo protege no está configurada.',
  RENEWAL_LOST:
    'La plataforma cambió el acceso en una renovación cuya respuesta nunca llegó, así que nadie tiene el nuevo.',
  SCOPE_MISSING: 'Falta un permiso que esto necesita.',
  ACCOUNT_RESTRICTED: 'La plataforma restringió la cuenta; su titular debe resolverlo allí.',
  APP_MISCONFIGURED:
    'A la app de quien opera esta instalación le falta algo en la plataforma: un producto, un dominio verificado, una auditoría o crédito.',
  CONTENT_INVALID: 'La plataforma no acepta este texto, esta opción o esta combinación.',
  CONTENT_DUPLICATE: 'La plataforma ya tiene una publicación con este contenido.',
  CONTENT_POLICY: 'La plataforma rechazó el contenido según sus políticas.',
  MEDIA_INVALID: 'La plataforma no puede usar este archivo: formato, tamaño, duración o dimensiones.',
  MEDIA_UNREACHABLE: 'La plataforma no pudo obtener el archivo desde este servidor.',
  MEDIA_NOT_SERVED:
    'Por ahora, ningún proceso de esta instalación entrega archivos en su dirección pública; la publicación sigue cuando alguno lo haga.',
  PROCESSING_FAILED: 'La plataforma no pudo procesar el archivo.',
  PROCESSING_TIMEOUT: 'La plataforma no terminó de procesarlo en el tiempo permitido.',
  CONTAINER_EXPIRED: 'La carga preparada venció antes de publicarse.',
  RATE_LIMITED: 'Demasiadas solicitudes; la plataforma pide volver más tarde.',
  QUOTA_EXCEEDED: 'Se agotó el cupo diario de la cuenta o de la app.',
  BUDGET_USED_UP:
    'El presupuesto mensual del espacio de trabajo no alcanza para lo que cobra la plataforma; la publicación espera al mes siguiente o a un presupuesto mayor.',
  PLATFORM_UNAVAILABLE: 'La plataforma respondió con un error propio.',
  PLATFORM_DOWN: 'La plataforma no responde a nadie por ahora; la publicación sigue sola cuando vuelva.',
  NETWORK: 'No llegó respuesta: conexión rechazada, interrumpida o demasiado lenta, o una respuesta ilegible.',
  MISSED_WINDOW: 'La hora de publicar pasó hace más de lo que admite el margen de retraso.',
  OUTCOME_UNKNOWN: 'La publicación quizás esté en línea: la respuesta se perdió y la plataforma no puede decirlo.',
  INTERNAL: 'Un defecto de Slipway; los detalles están en el registro del servidor.',
} as const satisfies Translation<typeof en.failure>;

export const health = {
  DISCONNECTED: 'Alguien desconectó la cuenta.',
  ACCOUNT_CHANGED: failure.ACCOUNT_CHANGED,
  AUTH_REVOKED: failure.AUTH_REVOKED,
  CREDENTIALS_LOST: failure.CREDENTIALS_LOST,
  RENEWAL_LOST: failure.RENEWAL_LOST,
  AUTH_EXPIRED: failure.AUTH_EXPIRED,
  SCOPE_MISSING: 'Falta (o se retiró) un permiso sin el cual no se puede publicar nada.',
  ACCOUNT_RESTRICTED: failure.ACCOUNT_RESTRICTED,
  APP_MISCONFIGURED:
    'La plataforma rechaza la app de quien opera esta instalación, por ejemplo por un secreto equivocado. La cuenta se conserva; quien opera debe actuar.',
  PLATFORM_UNAVAILABLE:
    'La plataforma no dio una respuesta útil sobre la cuenta, varias veces seguidas. No se pierde nada por eso.',
  EXPIRES_SOON: 'El acceso termina en pocos días, y solo su titular puede renovarlo.',
} as const satisfies Translation<typeof en.health>;

export const risk = {
  ACCOUNT_ACCESS: 'El acceso a la cuenta se perdió, o le falta un permiso necesario para publicar.',
  ACCESS_ENDS: 'El acceso a la cuenta termina antes de la hora prevista, y solo su titular puede renovarlo.',
  ACCOUNT_RESTRICTED: 'La plataforma restringió la cuenta; su titular debe resolverlo allí.',
  ACCOUNT_UNREACHABLE:
    'La plataforma no da una respuesta útil sobre la cuenta, o rechaza la app de quien opera esta instalación.',
  PUBLISHING_PAUSED: 'Las publicaciones están en pausa para la cuenta, su marca o el espacio de trabajo.',
  CONTENT_REFUSED:
    'La plataforma rechazaría la publicación tal como está: cambiaron sus reglas, o lo que la cuenta puede hacer.',
  MEDIA_MISSING: 'Un archivo de la publicación ya no está en el almacenamiento.',
  MEDIA_CHANGED: 'Un archivo de la publicación tiene otros bytes que cuando se recibió.',
  QUOTA_USED_UP: 'Un cupo está agotado más allá de la hora prevista; la publicación sale cuando haya lugar.',
  BUDGET:
    'El presupuesto de su mes no alcanza para la publicación, después de lo que sale antes; espera hasta que aumente el presupuesto o termine el mes.',
  PLATFORM_DOWN: 'La plataforma no responde, y la publicación está prevista para la próxima hora.',
  PLATFORM_UNCONFIGURED: 'Esta instalación no tiene credenciales para la plataforma.',
  CLOCKS_CHANGED: 'Según las reglas actuales de su zona horaria, los relojes mostrarán otra hora que la prevista.',
} as const satisfies Translation<typeof en.risk>;
