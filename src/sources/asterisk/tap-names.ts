import { randomBytes } from 'node:crypto';

/** How everything that we make on the PBX is named, so that a later start knows its own leftovers. */
export class TapNames {
  readonly prefix: string;

  constructor(app: string) {
    this.prefix = `callwarden.${app}.`;
  }

  /** The ids of one snoop, its media channel and the bridge that joins them. @param purpose e.g. `hear-remote` */
  fresh(purpose: string): { readonly snoop: string; readonly media: string; readonly bridge: string } {
    const stem = `${this.prefix}${randomBytes(6).toString('hex')}.${purpose}`;
    return { snoop: `${stem}.snoop`, media: `${stem}.media`, bridge: `${stem}.bridge` };
  }

  owns(id: string): boolean {
    return id.startsWith(this.prefix);
  }
}

/** Anything that a Callwarden made, this one or another on the same PBX. */
export function isTap(id: string): boolean {
  return id.startsWith('callwarden.');
}
