export interface ErrorEntry {
  /** Exit status of the command, after sysexits.h where one fits. */
  readonly exit: number;
  /** One sentence: what it means and what to do. */
  readonly what: string;
}
