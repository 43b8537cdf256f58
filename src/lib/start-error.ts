/** What keeps a process from starting and its operator can mend: told as it is, without a stack. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
