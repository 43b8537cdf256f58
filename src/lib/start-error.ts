/** An error that prevents the start and that the operator can fix: shown without a stack. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
